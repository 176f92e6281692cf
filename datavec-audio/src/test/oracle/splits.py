"""Prints what SpeechCommandsTest, NumpyShuffleTest and VoxForgeTest expect.

The rule is which_set of tensorflow/examples/speech_commands/input_data.py at 10 % and 10 %, and
numpy.random.RandomState(0).shuffle, on which tensorflow_datasets' voxforge splits.
"""

import hashlib

import numpy as np

CLIPS = 2**27 - 1


def which_set(speaker):
    percent = int(hashlib.sha1(speaker.encode()).hexdigest(), 16) % (CLIPS + 1) * (100.0 / CLIPS)
    return "validation" if percent < 10 else "testing" if percent < 20 else "training"


for number in range(60):
    name = hashlib.md5(str(number).encode()).hexdigest()[:8]
    print(name, which_set(name))

for size in (1, 2, 3, 10):
    items = list(range(size))
    np.random.RandomState(0).shuffle(items)
    print(items)
speakers = list("0123456789a")
np.random.RandomState(0).shuffle(speakers)
print(speakers)
items = list(range(1000))
np.random.RandomState(0).shuffle(items)
print(items[:5], items[-5:])
