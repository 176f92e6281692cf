"""Times one front end of torchaudio or librosa on a clip of 10 s: the best of ARGV[2] calls, in ms."""

import sys
import time

import librosa
import numpy as np
import torch
import torchaudio

torch.set_num_threads(1)
samples = (0.1 * np.random.default_rng(1).standard_normal(160_000)).astype(np.float32)
waveform = torch.from_numpy(samples)[None]


def kaldi():
    return torchaudio.compliance.kaldi.fbank(
        waveform - waveform.mean(), htk_compat=True, sample_frequency=16_000, use_energy=False,
        window_type="hanning", num_mel_bins=128, dither=0.0, frame_shift=10,
    )


def log_mel():
    mel = librosa.feature.melspectrogram(
        y=samples, sr=16_000, n_fft=1024, hop_length=160, n_mels=128, fmin=60, fmax=7800,
        pad_mode="constant",
    )
    return np.log(mel + np.finfo(np.float32).eps)


run = {"KALDI": kaldi, "LIBROSA": log_mel}[sys.argv[1]]
best = float("inf")
for _ in range(int(sys.argv[2])):
    start = time.perf_counter()
    run()
    best = min(best, time.perf_counter() - start)
print(1e3 * best)
