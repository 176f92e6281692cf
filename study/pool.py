"""The pool to pre-train on: ROOT/pool.csv, of clips of about a second, without labels that mean anything.

From: klettres-data, sonic-pi-samples and lmms-common, cut into seconds, without the files that a set of recordings.py tests;
what words.py and notes.py made for it. Usage: python3 study/pool.py ROOT, after the three.
"""
import sys
from pathlib import Path

from recordings import Recordings
from sounds import RATE, concurrently, decode, peak, read, table, trim, write

MOST_WINDOWS = 6  # of a file, evenly spaced
SHORTEST = RATE // 4  # of what is left behind the last full window
SILENT = 300  # of 32,768: -41 dB
PACKAGES = ("klettres-data", "sonic-pi-samples", "lmms-common")
TESTED = ("klettres-languages", "klettres-letters", "samples")
MADE = ("other-words", "phrases")


def windows(file: Path) -> list:
    samples = trim(decode(file))
    starts = [start for start in range(0, len(samples), RATE) if start == 0 or len(samples) - start >= SHORTEST]
    every = -(-len(starts) // MOST_WINDOWS)
    cut = [samples[start : start + RATE] for start in starts[::max(1, every)]]
    return [window for window in cut if peak(window) >= SILENT]


def pool(root: Path) -> list:
    recordings = Recordings(root)
    tested = {Path(row["path"]).stem for name in TESTED for row in read(root, name) if row["split"] == "test"}
    rows = [(row["path"], row["label"]) for name in MADE for row in read(root, name)]
    for package in PACKAGES:
        files = [file for file in recordings.files(package) if recordings.name(file) not in tested]
        for file, cut in zip(files, concurrently(windows, files)):
            for i, window in enumerate(cut):
                path = f"clips/pool/{package}/{recordings.name(file)}.{i}.wav"
                write(window, root / path)
                rows.append((path, package))
    return rows


if __name__ == "__main__":
    table(Path(sys.argv[1]), "pool", pool(Path(sys.argv[1])))
