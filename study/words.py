"""Spoken words by espeak-ng: a task like Speech Commands with voices held out, and other words for pre-training.

From: Debian's espeak-ng (GPL-3+; what it speaks is the speaker's own). The eight accents of English speak the task's words in
60 voices; all languages, in voices that the task doesn't test, speak those of pre-training, each as its own spelling has it.
Usage: python3 study/words.py ROOT
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from sounds import RATE, concurrently, decode, draw, table, trim, write

COMMANDS = """backward bed bird cat dog down eight five follow forward four go happy house learn left marvin nine no off
on one right seven sheila six stop three tree two up visual wow yes zero""".split()  # Speech Commands v2's
OTHERS = """apple banana carpet dinner elephant finger garden hammer island jacket kitchen lemon mountain number orange paper
queen river silver table uncle valley window yellow zebra animal bottle candle doctor engine forest guitar hotel insect
jungle kettle ladder market needle ocean pencil quarter rabbit sugar ticket umbrella village water summer winter morning
evening minute second music dance color story letter book milk bread sand stone cloud rain snow wind fire gold iron salt
sea moon star sun day night week year hand foot eye ear nose mouth hair arm leg back door floor roof wall street bridge
train boat plane wheel road""".split()
ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029", "en-us-nyc"]
TEST_VOICES, VALIDATION_VOICES, VOICES = 12, 6, 60
WORDS_OF_A_VOICE = 18
POOL_VOICES = 130


def listed(argument: str, pattern: str) -> list[str]:
    """What a pattern finds in espeak-ng's table of voices, without those of MBROLA, which aren't there."""
    lines = subprocess.run(["espeak-ng", argument], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    found = (re.search(pattern, line) for line in lines if " mb/" not in line)
    return sorted({match[1] for match in found if match})


def speak(root: Path, path: str, voice: str, word: str) -> tuple | None:
    """Writes a word, at a pitch and speed of its own; nothing if the voice has no sound for it."""
    pitch, speed = 30 + int(40 * draw(path + "pitch")), 130 + int(60 * draw(path + "speed"))
    with tempfile.NamedTemporaryFile(suffix=".wav") as spoken:
        subprocess.run(["espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(speed), "-w", spoken.name, word], check=True, capture_output=True)
        samples = trim(decode(Path(spoken.name)))[:RATE]
    if len(samples) < RATE // 10:
        return None
    write(samples, root / path)
    return path


def task(root: Path, timbres: list[str]) -> None:
    clips = []
    for i, timbre in enumerate(timbres):
        split = "test" if i < TEST_VOICES else "validation" if i < TEST_VOICES + VALIDATION_VOICES else "train"
        voice = f"{ACCENTS[i % len(ACCENTS)]}+{timbre}"
        clips += [(f"clips/words/{word}/{voice}.wav", voice, word, split) for word in COMMANDS]
    spoken = concurrently(lambda clip: speak(root, *clip[:3]), clips)
    table(root, "words", [(path, word, split) for path, (_, _, word, split) in zip(spoken, clips) if path])


def other_words(root: Path, timbres: list[str]) -> None:
    clips = []
    languages = listed("--voices", r"^ *\d+ +([a-z0-9-]+) ")
    for i in range(POOL_VOICES):
        voice = f"{languages[i % len(languages)]}+{timbres[i % len(timbres)]}"
        for word in sorted(OTHERS, key=lambda word: draw(f"{voice} {word}"))[:WORDS_OF_A_VOICE]:
            clips.append((f"clips/other-words/{voice}/{word}.wav", voice, word))
    spoken = concurrently(lambda clip: speak(root, *clip), clips)
    table(root, "other-words", [(path, "other-words") for path in spoken if path])


if __name__ == "__main__":
    root = Path(sys.argv[1])
    timbres = sorted(listed("--voices=variant", r"!v/(\w+) *$"), key=draw)
    task(root, timbres[:VOICES])
    other_words(root, timbres[TEST_VOICES + VALIDATION_VOICES :])
