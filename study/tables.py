"""The tables of docs/results.md: python3 study/tables.py [ROOT]. Needs no package.

With ROOT it first takes what study.py did there into results.csv: of each model, method and task which test clips were named
right. Intervals are of 95 %: what other test clips might have given. Each clip's rightness is averaged over the seeds, then paired
differences are resampled clip by clip.
"""
import csv
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
    "ast-ssast " + RANDOM: "AST pooling patches, random",
    "ast-ssast": "AST pooling patches, SSAST",
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
    ("ast-ssast", "ast-ssast " + RANDOM),
    ("ast", "ast-ssast"),
    ("mast", "ast"),
    ("mast " + RANDOM, "ast " + RANDOM),
    ("mast", "mast-nodrop"),
    ("ast", "ast-nodrop"),
]
METHODS = {"fine-tuning": "Fine-tuning", "linear-probe": "Linear probe"}
RESAMPLES = 2000
RESULTS = Path(__file__).resolve().parent / "results.csv"


def name(unit):
    """A model's name; of random weights the first of those that share them, but for the grid's, whose encoder says more."""
    if not unit["model"].endswith(RANDOM):
        return unit["model"]
    first = unit["model"].split(", ")[0]
    return f"{first if first in GRID or first.startswith('pool-own') else unit['architecture']} {RANDOM}"


def collect(root):
    """Adds what was done below ROOT to results.csv, in place of what it had of the same runs."""
    results = read_results()
    for folder in sorted((root / "study").glob("lape-*")):
        for file in sorted((folder / "units").glob("*.json")):
            document = json.loads(file.read_text(encoding="utf-8"))
            unit, lape = document["unit"], folder.name.removeprefix("lape-")
            results[lape, unit["method"], name(unit), unit["task"]] = document["result"]["right"]
    with open(RESULTS, "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["run", "method", "model", "task", "right"])
        lines.writerows([*key, f"{int(right, 2):x}/{len(right)}"] for key, right in sorted(results.items()))


def read_results():
    """Rightness of the test clips, a string of 0 and 1, by (run, method, model, task)."""
    if not RESULTS.exists():
        return {}
    results = {}
    with open(RESULTS, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            bits, clips = row["right"].split("/")
            results[row["run"], row["method"], row["model"], row["task"]] = f"{int(bits, 16):0{clips}b}"
    return results


def of_run(results, lape):
    """Those of one run by (method, model, task)."""
    return {key[1:]: right for key, right in results.items() if key[0] == lape}


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


def shown(accuracies, model):
    deviation = f" ± {statistics.stdev(accuracies):.1f}" if model != LOG_MEL and len(accuracies) > 1 else ""
    return f"{statistics.mean(accuracies):.1f}{deviation}"


def head(columns):
    line(["", *columns])
    line(["---"] * (len(columns) + 1))


def grid(results):
    seeds = [seed for seed in SEEDS if (f"grid-{seed}", "fine-tuning", "mast", TASKS[-1]) in results]
    if not seeds:
        return
    by_seed = [of_run(results, f"grid-{seed}") for seed in seeds]

    def rights(method, model, task):
        there = "linear-probe" if model == LOG_MEL else method
        return [units[there, model, task] for units in by_seed]

    for method, title in METHODS.items():
        print(f"\n### {title}, seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}\n")
        head([*TASKS, "mean"])
        for model, words in ROWS.items():
            by_task = [[accuracy(right) for right in rights(method, model, task)] for task in TASKS]
            cells = [shown(a, model) for a in by_task]
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


def ablations(results):
    units = of_run(results, "ablations")
    names = {"mast-s1": "the base recipe"}
    names |= {f"{key}-{value}": f"{key} {value}" for key, values in ABLATIONS.items() for value in values}
    names |= {f"steps-{steps}": f"{steps} steps" for steps in STEPS}
    names |= {"mast " + RANDOM: RANDOM}
    print("\n### Linear probe, one thing changed, one seed\n")
    head([*TASKS, "mean"])
    for model, words in names.items():
        if all(("linear-probe", model, task) in units for task in TASKS):
            by_task = [accuracy(units["linear-probe", model, task]) for task in TASKS]
            line([words, *(f"{a:.1f}" for a in by_task), f"{statistics.mean(by_task):.1f}"])


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        collect(Path(argument))
    results = read_results()
    ablations(results)
    grid(results)
