"""Stores PCEN and MFCC of librosa and torchaudio for PcenAndMfccOracleTest."""

import librosa
import numpy as np
import torch
import torchaudio
from pathlib import Path

from signals import SIGNALS

OUT = Path(__file__).parents[1] / "resources" / "oracle" / "frontend"


def mel_power(samples, rate):
    """FrontEndConfig.librosa() before its log."""
    return librosa.feature.melspectrogram(
        y=samples, sr=rate, n_fft=1024, hop_length=160, n_mels=128, fmin=60, fmax=7800,
        power=2, center=True, pad_mode="constant",
    )


def save(name, features):
    np.save(OUT / f"{name}.npy", np.ascontiguousarray(features, dtype=np.float32))  # [frames, bins]


# Waveform and tables in float64: in float32 torchaudio's own cepstra are off by up to 5e-3.
torch.set_default_dtype(torch.float64)
for name in ("chirp", "silence", "offset"):
    samples, rate = SIGNALS[name]()
    samples = samples.astype(np.float64)
    mel = mel_power(samples, rate)
    save(f"{name}-librosa-pcen", librosa.pcen(mel, sr=rate, hop_length=160).T)
    save(f"{name}-librosa-mfcc", librosa.feature.mfcc(S=librosa.power_to_db(mel)).T)
    waveform = torch.from_numpy(samples)[None]
    save(f"{name}-kaldi-mfcc", torchaudio.compliance.kaldi.mfcc(waveform, sample_frequency=rate))
