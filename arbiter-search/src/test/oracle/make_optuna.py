"""Stores what Optuna's TPE and random samplers find in 50 trials at 40 seeds, for TpeGeneratorTest.

Run from any folder: python make_optuna.py. All samplers are at their defaults.
"""

import json
import math
from pathlib import Path

import optuna

SEEDS = range(40)
TRIALS = 50
HARTMANN_A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
HARTMANN_C = [1.0, 1.2, 3.0, 3.2]


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    inner = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return inner**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(trial):
    x = [trial.suggest_float(f"x{i}", 0, 1) for i in range(6)]
    return -sum(
        c * math.exp(-sum(a * (xi - p) ** 2 for a, xi, p in zip(row, x, at)))
        for c, row, at in zip(HARTMANN_C, HARTMANN_A, HARTMANN_P)
    )


def conditional(trial):
    """Two kinds of model, each with settings of its own; the least, 0, is of the deep kind."""
    if trial.suggest_categorical("kind", ["flat", "deep"]) == "flat":
        rate = trial.suggest_float("flatRate", 1e-4, 1, log=True)
        return 0.5 + (math.log10(rate) + 2) ** 2 / 4
    rate = trial.suggest_float("deepRate", 1e-4, 1, log=True)
    layers = trial.suggest_int("layers", 1, 8)
    drop = trial.suggest_float("drop", 0, 0.5)
    return (math.log10(rate) + 3) ** 2 / 4 + (layers - 5) ** 2 / 20 + 4 * (drop - 0.2) ** 2


def best(function, sampler):
    study = optuna.create_study(sampler=sampler)
    study.optimize(function, n_trials=TRIALS)
    return study.best_value


def main():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    found = {"optuna": optuna.__version__, "trials": TRIALS}
    for function in (branin, hartmann6, conditional):
        found[function.__name__] = {
            "tpe": [best(function, optuna.samplers.TPESampler(seed=seed)) for seed in SEEDS],
            "random": [best(function, optuna.samplers.RandomSampler(seed=seed)) for seed in SEEDS],
        }
    folder = Path(__file__).resolve().parent.parent / "resources" / "org" / "mast4j" / "arbiter" / "generate"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "optuna.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
