"""Stores scikit-learn's scores of multi-label predictions as AudioSet's papers report them
(YuanGongND/ast, src/utilities/stats.py): with scores that are equal, classes that no clip has or
all have, clips without a class; all right and all wrong.

Run from any folder: python make_multi_label_scores.py
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import norm
from sklearn.metrics import average_precision_score, roc_auc_score

FILE = Path(__file__).parent.parent / "resources" / "oracle" / "multi-label-scores.json"


def d_prime(auc):
    value = np.sqrt(2) * norm.ppf(auc)
    return str(value) if np.isinf(value) else value


def case(scores, targets):
    scores = np.asarray(scores, np.float32)
    targets = np.asarray(targets)
    precisions, areas, d_primes = [], [], []
    for truth, score in zip(targets.T, scores.T):
        there = truth.any()
        both = there and not truth.all()
        precisions.append(average_precision_score(truth, score) if there else None)
        areas.append(roc_auc_score(truth, score) if both else None)
        d_primes.append(d_prime(areas[-1]) if both else None)
    defined = [area for area in areas if area is not None]
    return {
        "scores": scores.astype(float).tolist(),
        "targets": targets.tolist(),
        "averagePrecision": precisions,
        "auc": areas,
        "dPrime": d_primes,
        "meanAveragePrecision": np.mean([p for p in precisions if p is not None]),
        "macroAuc": np.mean(defined) if defined else None,
        "macroDPrime": d_prime(np.mean(defined)) if defined else None,
    }


def main():
    generator = np.random.default_rng(5)
    cases = [
        case([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]], [[1, 0], [1, 1], [0, 1]]),  # all right
        case([[3.0], [2.0], [1.0]], [[0], [0], [1]]),  # all wrong
        case([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], [[1, 0], [0, 1], [0, 1]]),  # all equal
        case([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0, 1, 1], [0, 1, 0]]),  # one empty, one full
        case([[0.1, 0.7]], [[1, 0]]),  # no area at all
        case([[0.0], [-0.0], [0.0]], [[1], [0], [0]]),
    ]
    for clips, classes, levels in ((40, 6, 5), (60, 4, 1000), (25, 9, 12)):
        targets = (generator.random((clips, classes)) < 0.25).astype(int)
        targets[:, 0] = 0
        scores = generator.normal(size=(clips, classes)) + targets
        scores = np.round(scores * levels / 6) / 8  # exact in float32; equal ones with few levels
        cases.append(case(scores, targets))
    FILE.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
    print(len(cases), "cases,", FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
