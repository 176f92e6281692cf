"""Writes learning-curves.csv, which LearningCurvesTest reads: python3 learning_curves.py FOLDER.

FOLDER is that of the search of learning-curves.yaml.
"""
import csv
import json
import sqlite3
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "resources/org/mast4j/arbiter/plan/learning-curves.csv"
WHOLE = 180
STEPS = range(20, WHOLE + 1, 20)


def main():
    store = sqlite3.connect(f"file:{Path(sys.argv[1]) / 'search.db'}?mode=ro", uri=True)
    scores = {(candidate, reached): score for candidate, reached, score in store.execute("select candidate, reached, score from score")}
    for candidate, score in store.execute("select candidate, score from job where trained_to = ?", [WHOLE]):
        scores[candidate, WHOLE] = score
    candidates = store.execute("select number, choices from candidate order by number").fetchall()
    choices = [json.loads(text)["values"] for _, text in candidates]
    with open(OUT, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["candidate", *choices[0], *STEPS])
        for (number, _), values in zip(candidates, choices):
            drawn = [f"{value:.4g}" if isinstance(value, float) else value for value in values.values()]
            writer.writerow([number, *drawn, *(f"{scores[number, step]:.6f}" for step in STEPS)])


if __name__ == "__main__":
    main()
