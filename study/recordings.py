"""Labelled sets of recordings, from the packages that fetch.sh unpacks: 16 kHz mono clips below ROOT/clips and a CSV each.

Each set is told here: which files, what the label is, what is held out. Licences: README.md.
Usage: python3 study/recordings.py ROOT [SET...]
"""
import re
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

from sounds import RATE, capped, concurrently, decode, shared_out, split_of, table, trim, write

LONGEST = 3 * RATE
AUDIO = {".ogg", ".wav", ".flac", ".aiff", ".gsm"}

LETTER_TEST = {"en_GB", "es", "nds", "nl"}
LETTER_VALIDATION = {"pt_BR", "da"}
ALL_OF_ML = 150  # Malayalam has 521 of 1,836
LEAST_OF_POTATOES = 50  # the other languages have the words of one picture

SAMPLES = [  # of sonic-pi-samples and lmms-common: what a file's name says it is
    ("kick", r"bd_|kick|bassdrum|heavy_kick"),
    ("snare", r"sn_|snare|rim|sidestick"),
    ("cymbal", r"cymbal|splash|crash|ride|hihat"),
    ("tom", r"tom"),
    ("tabla", r"tabla"),
    ("loop", r"loop|beats|/break"),
    ("bass", r"bass"),
    ("waveform", r"waveforms/(?!lfo|impulse)|shapes/"),
    ("pad", r"ambi_|stringsnpads"),
    ("effect", r"glitch|mehackit|effects/|vinyl|perc_sw|misc/"),
    ("instrument", r"instruments/|guit_|latin/"),
    ("blip", r"elec_"),
]
DRUMS = [
    ("kick", r"kick|^bd|bassdrum|bass drum"),
    ("snare", r"snare|^sn|^sd|^sr|^rs"),
    ("hihat", r"hat|^hh|^cc_|_[co]hh"),
    ("crash", r"crash|^cra|splash|^cr_"),
    ("ride", r"ride|^rd|paistebell"),
    ("tom", r"tom|^tm|^t[12]_|^ft_"),
    ("cowbell", r"cowbell|^cb|agogo"),
    ("clap", r"clap"),
]
DRUM_TEST = {"The Black Pearl 1.0", "Millo_MultiLayered2", "TR808EmulationKit"}
DRUM_VALIDATION = {"ColomboAcousticDrumkit", "Millo-Drums_v.1", "HardElectro1"}
EVENTS = [
    ("die", r"-die"),
    ("magic", r"^(magic|lightning|flame|entangle|heal|poison|explosion|fire|wail)"),
    ("hit", r"-hit"),
    ("miss", r"miss|swish|throw"),
    ("weapon", r"^(axe|bow|club|cross|dagger|dart|dragonstick|fist|flail|hatchet|knife|mace|mud|sling|spear|staff|sword|tail|thunder|torch|gun|melee|claws|bite|pincers)"),
]
VOICES = {
    "asterisk-core-sounds-en-wav": "en-allison",
    "asterisk-core-sounds-es-wav": "es-allison",
    "asterisk-core-sounds-fr-wav": "fr-june",
    "asterisk-core-sounds-it-wav": "it-carlo",
    "asterisk-core-sounds-ru-wav": "ru-ivrvoice",
    "asterisk-prompt-es-co": "es-co",
    "asterisk-prompt-fr-armelle": "fr-armelle",
    "asterisk-prompt-it-menardi-wav": "it-menardi",
}


class Recordings:
    def __init__(self, root: Path):
        self.root = root
        self.packages = root / "packages"

    def files(self, *packages: str) -> list[Path]:
        return sorted(file for name in packages for file in (self.packages / name).rglob("*") if file.suffix in AUDIO and not vorbis_in_wav(file))

    def make(self, name: str, entries: list, longest: int = LONGEST) -> list:
        """Writes the clips of entries (file, label, ...) and returns rows (path, label, ...); leaves silence out."""

        def clip(entry):
            file, label = entry[:2]
            samples = trim(decode(file))[:longest]
            path = f"clips/{name}/{label}/{self.name(file)}.wav"
            if len(samples) < RATE // 50:
                return None
            write(samples, self.root / path)
            return (path, label, *entry[2:])

        return [row for row in concurrently(clip, entries) if row]

    def name(self, file: Path) -> str:
        """The name of its clip in every set."""
        return "-".join((*file.relative_to(self.packages).parts[-3:-1], file.stem)).replace(" ", "_").replace("#", "sharp")

    def klettres_languages(self):
        """Which language a letter or syllable is spoken in."""
        entries = [(file, file.parts[-3]) for file in self.files("klettres-data")]
        table(self.root, "klettres-languages", shared_out(capped(self.make("klettres-languages", entries), ALL_OF_ML)))

    def klettres_letters(self):
        """Which letter of a to z is spoken; languages held out."""
        entries = []
        data = self.packages / "klettres-data/usr/share/klettres"
        for names in sorted(data.glob("*/sounds.xml")):
            language = names.parent.name
            for sound in xml.parse(names).iter("sound"):
                letter, file = sound.get("name").strip().lower(), data / sound.get("file")
                if re.fullmatch("[a-z]", letter) and "/alpha/" in str(file) and file.exists():
                    split = "test" if language in LETTER_TEST else "validation" if language in LETTER_VALIDATION else "train"
                    entries.append((file, letter, split))
        table(self.root, "klettres-letters", self.make("klettres-letters", sorted(set(entries))))

    def samples(self):
        """What kind of sound of a music program it is."""
        entries = labelled(self.files("sonic-pi-samples", "lmms-common"), SAMPLES, lambda file: f"{file.parent.name}/{file.name}")
        table(self.root, "samples", shared_out(self.make("samples", entries)))

    def drums(self):
        """Which drum is hit; kits held out."""
        entries = []
        files = [file for file in self.files("hydrogen-data", "hydrogen-drumkits") if "Audiophob" not in file.parts]  # its names are authors'
        for file, label in labelled(files, DRUMS, lambda file: file.name.lower()):
            kit = file.parent.name
            entries.append((file, label, "test" if kit in DRUM_TEST else "validation" if kit in DRUM_VALIDATION else "train"))
        table(self.root, "drums", self.make("drums", entries))

    def stamps(self):
        """Which language the name of a picture is spoken in; names held out."""
        entries = []
        for file in self.files("tuxpaint-stamps-default"):
            named = re.fullmatch(r"(.+)_desc_([a-z]{2})", file.stem)
            if named and named[2] not in {"ml", "lt", "nl"}:  # they have few
                entries.append((file, named[2], split_of(named[1])))
        table(self.root, "stamps", self.make("stamps", capped(entries, 200)))

    def potatoes(self):
        """Which language a word is spoken in; random split, as the names of the files are in the languages."""
        entries = [(file, file.parent.name) for file in self.files("ktuberling-data")]
        spoken = Counter(label for _, label in entries)
        entries = [entry for entry in entries if spoken[entry[1]] >= LEAST_OF_POTATOES]
        table(self.root, "potatoes", shared_out(capped(self.make("potatoes", entries), 120)))

    def prompts(self):
        """Which voice of a telephone exchange speaks; prompts held out."""
        entries = []
        for package, voice in VOICES.items():
            for file in self.files(package):
                if "silence" not in file.parts and "beep" not in file.stem:
                    entries.append((file, voice, split_of(file.stem)))
        table(self.root, "prompts", self.make("prompts", capped(entries, 150)))

    def events(self):
        """What happens in a game of Wesnoth; what it happens to held out."""
        entries = []
        for file, label in labelled(self.files("wesnoth-1.16-data"), EVENTS, lambda file: file.name):
            entries.append((file, label, split_of(label + re.split("[-.]", file.name)[0])))
        table(self.root, "events", self.make("events", entries))

    def strums(self):
        """Which of twelve roots a strummed chord has; takes held out."""
        entries = []
        for file in self.files("hydrogen-drumkits-effects"):
            named = re.fullmatch(r"([A-G](?:sharp|flat)?) ?(major|minor|minor7b5)_(?:(up|down)_)?(0\d)", file.stem, re.IGNORECASE)
            if named:
                split = {"00": "test", "01": "validation"}.get(named[4], "train")
                entries.append((file, named[1].replace("flat", "-flat").replace("sharp", "-sharp"), split))
        table(self.root, "strums", self.make("strums", entries))

    def piano(self):
        """Which key of a grand piano is struck; how hard held out."""
        entries = []
        for velocity in range(1, 17):
            split = "test" if velocity % 5 == 3 else "validation" if velocity in {6, 11} else "train"
            for file in self.files(f"piano-velocity{velocity}"):
                entries.append((file, file.stem.split("v")[0].replace("#", "sharp"), split))
        table(self.root, "piano", self.make("piano", entries))


def vorbis_in_wav(file: Path) -> bool:
    """Whether it is one of lmms-common's files that no decoder here reads."""
    with open(file, "rb") as content:
        return file.suffix == ".ogg" and content.read(4) == b"RIFF"


def labelled(files: list, kinds: list, name) -> list:
    """Files with the label of the first pattern that their name matches; others are left out."""
    entries = []
    for file in files:
        label = next((label for label, pattern in kinds if re.search(pattern, name(file))), None)
        if label:
            entries.append((file, label))
    return entries


SETS = [
    Recordings.klettres_languages,
    Recordings.klettres_letters,
    Recordings.samples,
    Recordings.drums,
    Recordings.stamps,
    Recordings.potatoes,
    Recordings.prompts,
    Recordings.events,
    Recordings.strums,
    Recordings.piano,
]

if __name__ == "__main__":
    chosen = sys.argv[2:] or [make.__name__ for make in SETS]
    for make in SETS:
        if make.__name__ in chosen:
            make(Recordings(Path(sys.argv[1])))
