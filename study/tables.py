"""The tables of docs/results.md from what study.py did: python3 study/tables.py ROOT. Needs no package.

Intervals are of 95 %: what other test clips might have given. Each clip's rightness is averaged over the seeds, then paired
differences are resampled clip by clip.
"""
import json
import random
import statistics
import sys
from pathlib import Path

from study import ABLATIONS, GRID, SEEDS, STEPS, TASKS

RANDOM = "random weights"
LOG_MEL = "mean log-mel"
ROWS = {
    "ast " + RANDOM: "AST, random",
    "ast-ssast": "AST, SSAST",
    "ast-nodrop": "AST, SS-MAST without patch-drop",
    "ast": "AST, SS-MAST",
    "mast " + RANDOM: "MAST, random",
    "mast-nodrop": "MAST, SS-MAST without patch-drop",
    "mast": "MAST, SS-MAST",
    LOG_MEL: "mean log-mel, logistic regression",
}
PAIRS = [
    ("mast", "mast " + RANDOM),
    ("ast", "ast " + RANDOM),
    ("ast-ssast", "ast " + RANDOM),
    ("ast", "ast-ssast"),
    ("mast", "ast"),
    ("mast " + RANDOM, "ast " + RANDOM),
    ("mast", "mast-nodrop"),
    ("ast", "ast-nodrop"),
]
METHODS = {"fine-tuning": "Fine-tuning", "linear-probe": "Linear probe"}
RESAMPLES = 2000


def name(unit):
    """A model's name without those that share its random weights."""
    if not unit["model"].endswith(RANDOM):
        return unit["model"]
    return f"{unit['architecture']} {RANDOM}"


def read(root, lape):
    """Rightness of the test clips, a string of 0 and 1 by (method, model, task)."""
    units = {}
    for file in sorted((root / "study" / f"lape-{lape}" / "units").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        unit = document["unit"]
        units[unit["method"], name(unit), unit["task"]] = document["result"]["right"]
    return units


def accuracy(right):
    return 100 * right.count("1") / len(right)


def shares(rights):
    """How often each clip was right."""
    return [sum(right[clip] == "1" for right in rights) / len(rights) for clip in range(len(rights[0]))]


def interval(differences):
    drawn = random.Random(1)
    n = len(differences)
    means = sorted(sum(drawn.choices(differences, k=n)) / n for _ in range(RESAMPLES))
    return 100 * means[int(0.025 * RESAMPLES)], 100 * means[int(0.975 * RESAMPLES) - 1]


def line(cells):
    print("| " + " | ".join(cells) + " |")


def head(columns):
    line(["", *columns])
    line(["---"] * (len(columns) + 1))


def grid(root):
    seeds = [seed for seed in SEEDS if (root / "study" / f"lape-grid-{seed}" / "results.csv").exists()]
    by_seed = [read(root, f"grid-{seed}") for seed in seeds]

    def rights(method, model, task):
        there = "linear-probe" if model == LOG_MEL else method
        return [units[there, model, task] for units in by_seed]

    for method, title in METHODS.items():
        print(f"\n### {title}, {len(seeds)} seeds\n")
        head([*TASKS, "mean"])
        for model, words in ROWS.items():
            by_task = [[accuracy(right) for right in rights(method, model, task)] for task in TASKS]
            cells = [
                f"{statistics.mean(a):.1f}" + (f" ± {statistics.stdev(a):.1f}" if model != LOG_MEL else "") for a in by_task
            ]
            line([words, *cells, f"{statistics.mean(map(statistics.mean, by_task)):.1f}"])
    for method, title in METHODS.items():
        print(f"\n### {title}: paired differences in points\n")
        head([*TASKS, "seeds above"])
        for one, other in PAIRS:
            cells, above = [], 0
            for task in TASKS:
                mine, theirs = rights(method, one, task), rights(method, other, task)
                differences = [a - b for a, b in zip(shares(mine), shares(theirs))]
                low, high = interval(differences)
                sure = "**" if low > 0 or high < 0 else ""
                cells.append(f"{sure}{100 * statistics.mean(differences):+.1f}{sure} ({low:+.1f} to {high:+.1f})")
                above += sum(accuracy(a) > accuracy(b) for a, b in zip(mine, theirs))
            line([f"{ROWS[one]} over {ROWS[other]}", *cells, f"{above} of {len(seeds) * len(TASKS)}"])


def ablations(root):
    units = read(root, "ablations")
    names = {"mast-s1": "the base recipe"}
    names |= {f"{key}-{value}": f"{key} {value}" for key, values in ABLATIONS.items() for value in values}
    names |= {f"steps-{steps}": f"{steps} steps" for steps in STEPS}
    names |= {"mast " + RANDOM: RANDOM}
    print("\n### Linear probe, one thing changed, one seed\n")
    head([*TASKS, "mean"])
    for model, words in names.items():
        if ("linear-probe", model, TASKS[0]) in units:
            by_task = [accuracy(units["linear-probe", model, task]) for task in TASKS]
            line([words, *(f"{a:.1f}" for a in by_task), f"{statistics.mean(by_task):.1f}"])


if __name__ == "__main__":
    ablations(Path(sys.argv[1]))
    grid(Path(sys.argv[1]))
