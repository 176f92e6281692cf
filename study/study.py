"""Pre-trains and tries what docs/results.md reports: python3 study/study.py ROOT [PART...].

ROOT is where make.sh made the sounds. Parts, all by default and in this order: ablations, grid, steps, lape. Two runs go on
at a time, of one thread each; what is done is not done again, and what was interrupted goes on. tables.py then writes the tables.
"""
import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAST4J = os.environ.get("MAST4J", HERE.parent / "mast4j")
TASKS = ["klettres-languages", "klettres-letters", "samples", "words", "notes"]
SEEDS = [1, 2, 3, 4, 5]
# 268,288 parameters, mast-nano has 253,600; 16 x 16 patches that don't overlap, as SSAST pre-trains on.
AST = [
    "--encoder", "ast-nano", "--set", "encoder.width=64", "--set", "encoder.heads=4", "--set", "encoder.layers=5",
    "--set", "encoder.intermediateWidth=256", "--set", "encoder.grid.strideMels=16", "--set", "encoder.grid.strideFrames=16",
]  # fmt: skip
MAST = ["--encoder", "mast-nano"]

GRID = {
    "mast": MAST,
    "mast-nodrop": [*MAST, "--patch-drop", "0"],
    "ast": AST,
    "ast-nodrop": [*AST, "--patch-drop", "0"],
    "ast-ssast": AST,  # by study-ssast.yaml
}
# Name of what is changed: its value -> the options that make it so. The base recipe is the grid's "mast" of seed 1.
ABLATIONS = {
    "crop": {name: ["--set", f"crop={name}"] for name in ("published", "over-time", "over-frequency", "none")},
    "mixup": {"none": ["--set", "mixupShare=0"]},
    "patchDrop": {"0.5": ["--patch-drop", "0.5"]},
    "learningRate": {"3e-4": ["--lr", "3e-4"], "3e-3": ["--lr", "3e-3"]},
    "temperature": {"0.05": ["--temperature", "0.05"], "0.2": ["--temperature", "0.2"]},
    "projection": {"2": ["--set", "projectionLayers=2"]},
    "pool": {"own-words": [], "own-notes": [], "both": []},
}
STEPS = [500, 2000, 4000, 16000]


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_pools(root):
    """own-TASK.csv: the clips that a task trains on; both.csv: the pool and those of all tasks."""
    training = {task: [row["path"] for row in rows(root / f"{task}.csv") if row["split"] == "train"] for task in TASKS}
    pools = {f"own-{task}": paths for task, paths in training.items()}
    pools["both"] = list(dict.fromkeys([row["path"] for row in rows(root / "pool.csv")] + sum(training.values(), [])))
    for name, paths in pools.items():
        text = "path,label\n" + "".join(f"{path},{name}\n" for path in paths)
        (root / f"{name}.csv").write_text(text, encoding="utf-8")


def run_names(parts):
    """Each run's name and options, the most telling first."""
    runs = {}
    if "ablations" in parts:
        runs["mast-s1"] = [*GRID["mast"], "--seed", "1"]
        for key, values in ABLATIONS.items():
            for value, options in values.items():
                pool = ["--data", f"{value}.csv"] if key == "pool" else []
                runs[f"{key}-{value}"] = [*MAST, *options, *pool]
    if "grid" in parts:
        for seed in SEEDS:
            for name, options in GRID.items():
                runs[f"{name}-s{seed}"] = [*options, "--seed", str(seed)]
    if "steps" in parts:
        for steps in STEPS:
            runs[f"steps-{steps}"] = [*MAST, "--steps", str(steps), "--set", f"warmupSteps={steps // 10}"]
    return runs


def mast4j(log, *arguments):
    with open(log, "w") as file:
        return subprocess.run([str(MAST4J), *map(str, arguments)], stdout=file, stderr=file, env={**os.environ, "OMP_NUM_THREADS": "1"})


def pretrain(root, name, options):
    out = root / "study" / name
    if out.exists():
        return
    options = [*options] if "--data" in options else [*options, "--data", "pool.csv"]
    at = options.index("--data") + 1
    options[at] = root / options[at]
    config = HERE / ("study-ssast.yaml" if "ssast" in name else "study.yaml")
    resume = ["--resume"] if (root / "study" / f"{name}.run" / "checkpoint").exists() else []
    done = mast4j(f"{out}.log", "pretrain", "--config", config, *options, "--cache", root / "cache", "--out", out, *resume)
    print(f"{name}: {'pre-trained' if done.returncode == 0 else f'failed, see {out}.log'}", flush=True)


def lape(root, name, models, seeds, methods):
    """Tries those models that there are; units that were done stay."""
    there = {model: path for model, path in models.items() if path.exists()}
    if not there:
        return
    file = root / "study" / f"lape-{name}.yaml"
    file.write_text(json.dumps({
        "tasks": {task: {"path": str(root / f"{task}.csv"), "cache": str(root / "cache")} for task in TASKS},
        "models": {model: {"path": str(path)} for model, path in there.items()},
        "seeds": seeds,
        "methods": methods,
    }, indent=1))  # JSON is YAML
    done = mast4j(f"{file.with_suffix('.log')}", "lape", "--config", file, "--out", root / "study" / f"lape-{name}")
    print(f"lape {name}: {'done' if done.returncode == 0 else 'failed'}", flush=True)


def main():
    root = Path(sys.argv[1]).resolve()
    parts = sys.argv[2:] or ["ablations", "grid", "steps", "lape"]
    (root / "study").mkdir(exist_ok=True)
    write_pools(root)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda run: pretrain(root, *run), run_names(parts).items()))
        if "lape" in parts:
            study = root / "study"
            jobs = [("ablations", {name: study / name for name in run_names(["ablations", "steps"])}, [1], ["linear-probe"])]
            for seed in SEEDS:
                models = {name: study / f"{name}-s{seed}" for name in GRID}
                jobs.append((f"grid-{seed}", models, [seed], ["linear-probe", "fine-tuning"]))
            list(pool.map(lambda job: lape(root, *job), jobs))


if __name__ == "__main__":
    main()
