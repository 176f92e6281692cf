"""Notes by the JDK's synthesizer (Notes.java): the study's families, phrases for pre-training, and a trial's families.

From: the JDK's own sounds; TimGM6mb (timgm6mb-soundfont, GPL-2) for the trial. Usage: python3 study/notes.py ROOT
"""
import subprocess
import sys
from pathlib import Path

from sounds import draw, table

# General MIDI families of two or more programs that the JDK has sounds of its own for: (to train, to test).
FAMILIES = {
    "piano": ([0, 4, 6], [3]),
    "organ": ([16], [19]),
    "guitar": ([24], [29]),
    "bass": ([32, 38], [35]),
    "ensemble": ([48, 52], [49]),
    "brass": ([56, 57, 60], [61]),
    "reed": ([64, 70, 71], [68]),
    "percussive": ([113], [118]),
}
OTHERS = [9, 40, 55, 72, 122, 123, 124, 126]  # of its own too, in pre-training alone
DRUM_KIT, DRUM_KEYS = -1, range(35, 82)
TRAIN, VALIDATION, TEST = 60, 12, 24  # clips of a family
PHRASES, DRUM_LOOPS = 60, 160  # of a program; of the kit
KEYS, VELOCITIES = range(36, 84), range(45, 120)

GENERAL_MIDI = ["piano", "chromatic", "organ", "guitar", "bass", "strings", "ensemble", "brass", "reed", "pipe", "lead", "pad"]
TEST_PROGRAM, VALIDATION_PROGRAM = 6, 3  # of the eight of each family
NOTES_OF_A_PROGRAM = 12


def pick(choices, name: str):
    return choices[int(draw(name) * len(choices))]


def note(path: str, program: int, name: str, onset=(0.0, 0.15), duration=(0.2, 0.8)) -> str:
    start = onset[0] + draw(name + "onset") * (onset[1] - onset[0])
    length = duration[0] + draw(name + "length") * (duration[1] - duration[0])
    key = pick(DRUM_KEYS if program == DRUM_KIT else KEYS, name + "key")
    return f"{path},{program},{key},{pick(VELOCITIES, name + 'velocity')},{start:.3f},{length:.3f}"


def render(root: Path, name: str, lines: list[str], *soundbank: Path) -> None:
    (root / "clips" / name).mkdir(parents=True, exist_ok=True)
    notes = root / "clips" / name / "notes.txt"
    notes.write_text("\n".join(lines) + "\n")
    opened = ["--add-exports", "java.desktop/com.sun.media.sound=ALL-UNNAMED", "--add-opens", "java.base/java.lang=ALL-UNNAMED"]
    subprocess.run(["java", *opened, str(Path(__file__).with_name("Notes.java")), str(root), str(notes), *map(str, soundbank)], check=True)


def families(root: Path) -> None:
    lines, rows = [], []
    for family, (train, test) in FAMILIES.items():
        for split, programs, clips in (("train", train, TRAIN), ("validation", train, VALIDATION), ("test", test, TEST)):
            for i in range(clips):
                program = programs[i % len(programs)]
                path = f"clips/notes/{family}/{split}-{program}-{i}.wav"
                lines.append(note(path, program, path))
                rows.append((path, family, split))
    render(root, "notes", lines)
    table(root, "notes", rows)


def phrases(root: Path) -> None:
    """One to four notes of a program, or strokes of the kit; no program that `families` tests."""
    lines, rows = [], []
    programs = sorted(program for train, _ in FAMILIES.values() for program in train) + OTHERS
    for program, clips in [(program, PHRASES) for program in programs] + [(DRUM_KIT, DRUM_LOOPS)]:
        for i in range(clips):
            path = f"clips/phrases/{'kit' if program == DRUM_KIT else program}/{i}.wav"
            for j in range(1 + int(4 * draw(path))):
                lines.append(note(path, program, f"{path} {j}", onset=(0.0, 0.7), duration=(0.1, 0.6)))
            rows.append((path, "phrases"))
    render(root, "phrases", lines)
    table(root, "phrases", rows)


def soundfont(root: Path) -> None:
    """Families of TimGM6mb's recorded instruments; programs held out."""
    lines, rows = [], []
    for program in range(8 * len(GENERAL_MIDI)):
        split = {TEST_PROGRAM: "test", VALIDATION_PROGRAM: "validation", 1: "test"}.get(program % 8, "train")
        for i in range(NOTES_OF_A_PROGRAM):
            path = f"clips/soundfont/{GENERAL_MIDI[program // 8]}/{program}-{i}.wav"
            lines.append(note(path, program, path))
            rows.append((path, GENERAL_MIDI[program // 8], split))
    render(root, "soundfont", lines, root / "packages/timgm6mb-soundfont/usr/share/sounds/sf2/TimGM6mb.sf2")
    table(root, "soundfont", rows)


if __name__ == "__main__":
    for part in (families, phrases, soundfont):
        part(Path(sys.argv[1]))
