"""Stores scikit-learn's scores of predictions: with classes that are never predicted, never there,
or neither; with two classes; all right and all wrong.

Run from any folder: python make_scores.py
"""

import json
import random
from pathlib import Path

from sklearn.metrics import accuracy_score, balanced_accuracy_score, precision_recall_fscore_support

FILE = Path(__file__).parent.parent / "resources" / "oracle" / "scores.json"


def scores(actual, predicted, classes):
    precision, recall, f1, _ = precision_recall_fscore_support(
        actual, predicted, average="macro", zero_division=0
    )
    return {
        "classes": classes,
        "actual": actual,
        "predicted": predicted,
        "accuracy": accuracy_score(actual, predicted),
        "balancedAccuracy": balanced_accuracy_score(actual, predicted),
        "precision": precision,
        "recall": recall,
        "f1": f1,
    }


def main():
    generator = random.Random(4)
    cases = [
        scores([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2),
        scores([0, 0, 0, 1, 1], [0, 0, 0, 0, 0], 2),  # class 1 is never predicted
        scores([0, 0, 0], [0, 1, 2], 4),  # 1 and 2 are never there, 3 is neither
        scores([0, 1, 2], [1, 2, 0], 3),
        scores([2, 1, 0], [2, 1, 0], 3),
        scores([1], [1], 2),
    ]
    for classes in (2, 3, 7, 20):
        actual = [min(int(generator.expovariate(0.3)), classes - 1) for _ in range(40)]
        predicted = [a if generator.random() < 0.6 else generator.randrange(classes) for a in actual]
        cases.append(scores(actual, predicted, classes))
    FILE.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    print(len(cases), "cases,", FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
