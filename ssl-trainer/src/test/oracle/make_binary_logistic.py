"""Stores scikit-learn's logistic regressions of clips with any number of classes, one class at a
time, at several strengths of L2. The penalty is on standardised features, and what is stored is of
features as they are.

Run from any folder: python make_binary_logistic.py
"""

from pathlib import Path

import numpy
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

FILE = Path(__file__).parent.parent / "resources" / "oracle" / "binary_logistic.safetensors"
STRENGTHS = (1e-1, 1e-2, 1e-3)


def case(name, clips, width, classes, generator):
    targets = generator.random((clips, classes)) < 0.3
    targets[0], targets[1] = True, False
    features = generator.normal(size=(clips, width)) @ generator.normal(size=(width, width))
    features[:, :classes] += 3 * targets
    features = (features * generator.uniform(0.1, 20, width) + 7).astype(numpy.float32)
    x = features.astype(numpy.float64)
    mean, deviation = x.mean(axis=0), x.std(axis=0, ddof=1)
    tensors = {f"{name}.features": features, f"{name}.targets": targets.astype(numpy.float32)}
    for i, l2 in enumerate(STRENGTHS):
        weights, biases = [], []
        for c in range(classes):
            model = LogisticRegression(C=1 / (clips * l2), tol=1e-10, max_iter=100_000)
            model.fit((x - mean) / deviation, targets[:, c])
            weights.append(model.coef_[0] / deviation)
            biases.append(model.intercept_[0] - weights[-1] @ mean)
        tensors[f"{name}.weights{i}"] = numpy.array(weights).T.astype(numpy.float32)
        tensors[f"{name}.bias{i}"] = numpy.array(biases).astype(numpy.float32)
    return tensors


def main():
    generator = numpy.random.default_rng(8)
    tensors = case("clips", 60, 7, 4, generator) | case("features", 24, 40, 3, generator)
    save_file({k: numpy.ascontiguousarray(v) for k, v in tensors.items()}, FILE)
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
