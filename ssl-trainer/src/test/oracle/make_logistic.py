"""Stores scikit-learn's multinomial logistic regressions: with more clips than features, with more
features than clips, and at several strengths of L2. The penalty is on standardised features, and
what is stored is of features as they are.

Run from any folder: python make_logistic.py
"""

from pathlib import Path

import numpy
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

FILE = Path(__file__).parent.parent / "resources" / "oracle" / "logistic.safetensors"
STRENGTHS = (1e-1, 1e-2, 1e-3)


def case(name, clips, width, classes, generator):
    labels = numpy.arange(clips) % classes
    features = generator.normal(size=(clips, width)) @ generator.normal(size=(width, width))
    features[numpy.arange(clips), labels] += 3
    features = (features * generator.uniform(0.1, 20, width) + 7).astype(numpy.float32)
    x = features.astype(numpy.float64)
    mean, deviation = x.mean(axis=0), x.std(axis=0, ddof=1)
    tensors = {f"{name}.features": features, f"{name}.labels": labels.astype(numpy.float32)}
    for i, l2 in enumerate(STRENGTHS):
        model = LogisticRegression(C=1 / (clips * l2), tol=1e-10, max_iter=100_000)
        model.fit((x - mean) / deviation, labels)
        weights = model.coef_ / deviation
        tensors[f"{name}.weights{i}"] = weights.T.astype(numpy.float32)
        tensors[f"{name}.bias{i}"] = (model.intercept_ - weights @ mean).astype(numpy.float32)
        probabilities = model.predict_proba((x - mean) / deviation)
        tensors[f"{name}.probabilities{i}"] = probabilities.astype(numpy.float32)
    return tensors


def main():
    generator = numpy.random.default_rng(6)
    tensors = case("clips", 60, 7, 4, generator) | case("features", 24, 40, 3, generator)
    save_file({k: numpy.ascontiguousarray(v) for k, v in tensors.items()}, FILE)
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
