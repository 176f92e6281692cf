"""What the scripts of this folder share: decoding, trimming, splits and tables, by sox and Python's own library.

A clip is an array of 16-bit samples, 16 kHz mono. Everything is drawn from SHA-1 sums of names, so that the same packages
give the same bytes. Needs Debian's `sox` and `libsox-fmt-base`.
"""
import csv
import hashlib
import subprocess
import sys
import wave
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

RATE = 16_000
BLOCK = RATE // 100  # 10 ms
HELD_OUT = {"test": 0.2, "validation": 0.1}


def draw(name: str) -> float:
    """A number in [0, 1) that is the name's own."""
    return int.from_bytes(hashlib.sha1(name.encode()).digest()[:6], "big") / 2**48


def decode(file: Path) -> array:
    """The samples of a file of any format that sox reads."""
    command = ["sox", "-R", "-D", str(file), "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", str(RATE), "-"]
    ran = subprocess.run(command, capture_output=True)
    if ran.returncode != 0:
        sys.exit(f"{file}: sox can't decode it: {ran.stderr.decode().strip()}")
    samples = array("h", ran.stdout)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def peak(samples: array) -> int:
    return max(max(samples), -min(samples)) if samples else 0


def trim(samples: array, share: float = 0.02) -> array:
    """The clip from its first to its last 10 ms that reach a share of its peak."""
    floor = share * peak(samples)
    loud = [i for i in range(0, len(samples), BLOCK) if peak(samples[i : i + BLOCK]) > floor]
    return samples[loud[0] : loud[-1] + BLOCK] if loud else array("h")


def write(samples: array, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


def concurrently(work, items) -> list:
    """The results of `work` over the items, in their order, by two threads: the work is sox's and espeak's."""
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(work, items))


def shared_out(rows: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Rows (path, label) with a split, 70/10/20 within each label."""
    split = []
    for label in sorted({label for _, label in rows}):
        paths = sorted((path for path, other in rows if other == label), key=draw)
        test = round(HELD_OUT["test"] * len(paths))
        validation = test + round(HELD_OUT["validation"] * len(paths))
        for i, path in enumerate(paths):
            split.append((path, label, "test" if i < test else "validation" if i < validation else "train"))
    return split


def split_of(group: str) -> str:
    """The split of a group that mustn't be torn apart, such as a word or a voice: 70/10/20 by its name."""
    place = draw(group)
    return "test" if place < 0.2 else "validation" if place < 0.3 else "train"


def capped(rows: list, most: int) -> list:
    """At most so many rows (path, label, ...) of each label."""
    kept = []
    for label in sorted({row[1] for row in rows}):
        kept += sorted((row for row in rows if row[1] == label), key=lambda row: draw(Path(row[0]).name))[:most]
    return kept


def table(root: Path, name: str, rows: list) -> None:
    """Writes ROOT/NAME.csv, sorted, and says what it holds."""
    header = ["path", "label", "split"][: len(rows[0])]
    with open(root / f"{name}.csv", "w", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(sorted(rows))
    labels = {row[1] for row in rows}
    parts = [f"{sum(row[2] == split for row in rows)} {split}" for split in ("train", "validation", "test")] if len(header) == 3 else []
    print(f"{name}.csv: {len(rows)} clips, {len(labels)} labels", *parts, sep=", ", flush=True)
    for split in ("train", "test") if parts else ():
        lacking = labels - {row[1] for row in rows if row[2] == split}
        if lacking:
            sys.exit(f"{name}.csv: no clip to {split} of {sorted(lacking)}")


def read(root: Path, name: str) -> list[dict]:
    with open(root / f"{name}.csv", newline="") as lines:
        return list(csv.DictReader(lines))
