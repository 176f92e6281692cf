"""Stores torchaudio.functional.resample with its default parameters for ResamplerTest."""

import numpy as np
import torch
import torchaudio
from pathlib import Path

from signals import chirp

OUT = Path(__file__).parents[1] / "resources" / "oracle" / "resample"
PAIRS = [
    (44100, 16000),
    (48000, 16000),
    (22050, 16000),
    (8000, 16000),
    (16000, 44100),
    (12345, 10000),  # 2469 to 2000: phases that repeat after 2000 samples only
]

OUT.mkdir(parents=True, exist_ok=True)
for source, target in PAIRS:
    samples = chirp(source, 0.08, 50, 0.45 * source, 7)  # float32
    resampled = torchaudio.functional.resample(torch.from_numpy(samples), source, target)
    np.save(OUT / f"{source}.npy", samples)
    np.save(OUT / f"{source}-{target}.npy", resampled.numpy())
