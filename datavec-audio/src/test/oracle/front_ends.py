"""Stores log-mel spectrograms of librosa and torchaudio for FrontEndOracleTest."""

import librosa
import numpy as np
import torch
import torchaudio
from pathlib import Path

from signals import SIGNALS

OUT = Path(__file__).parents[1] / "resources" / "oracle" / "frontend"
EPS = torch.finfo(torch.float32).eps


def lape(samples, rate, n_fft=1024, hop=160, mels=128, low=60, high=7800,
         htk=False, norm="slaney"):
    mel = librosa.feature.melspectrogram(
        y=samples, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=mels, fmin=low, fmax=high,
        power=2, center=True, pad_mode="constant", htk=htk, norm=norm,
    )
    return np.ascontiguousarray(np.log(mel + EPS).T, dtype=np.float32)  # [frames, mels]


def ast(samples, rate, subtract_mean=True, mels=128, shift=10):
    waveform = torch.from_numpy(samples)[None]
    if subtract_mean:
        waveform = waveform - waveform.mean()
    waveform = waveform.double()  # in float32 torchaudio itself is off by 5e-3 in its quietest bins
    return torchaudio.compliance.kaldi.fbank(
        waveform, htk_compat=True, sample_frequency=rate, use_energy=False,
        window_type="hanning", num_mel_bins=mels, dither=0.0, frame_shift=shift,
    ).float().numpy()


OUT.mkdir(parents=True, exist_ok=True)
for name, signal in SIGNALS.items():
    samples, rate = signal()
    np.save(OUT / f"{name}.npy", samples)
    np.save(OUT / f"{name}-librosa.npy", lape(samples, rate))
    np.save(OUT / f"{name}-kaldi.npy", ast(samples, rate))

samples, rate = SIGNALS["noise"]()
np.save(OUT / "noise-librosa-64mels.npy", lape(samples, rate, hop=320, mels=64, low=0, high=8000))
np.save(OUT / "noise-librosa-htk.npy", lape(samples, rate, hop=320, mels=40, htk=True))
np.save(OUT / "noise-librosa-unscaled.npy", lape(samples, rate, hop=320, mels=40, norm=None))
samples, rate = SIGNALS["offset"]()
np.save(OUT / "offset-kaldi-raw-mean-64mels.npy", ast(samples, rate, subtract_mean=False, mels=64))
# more frames than are computed at a time, and an FFT whose length isn't a power of two
samples, rate = SIGNALS["noise"]()
np.save(OUT / "noise-librosa-400-points.npy", lape(samples, rate, n_fft=400, hop=40, mels=40))
np.save(OUT / "noise-kaldi-close.npy", ast(samples, rate, mels=40, shift=2.5))
