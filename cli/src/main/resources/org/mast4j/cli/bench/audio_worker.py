"""Does one work of mast4j bench audio by torchaudio or librosa: see Turns.java for what is said.

ARGV: kaldi or librosa, how many threads, and how clips are spread over them: library (one clip at a
time, the library's own threads), threads or processes (a clip each).

Pinned: torch 2.11.0, torchaudio 2.11.0, librosa 0.11.0.
"""

import multiprocessing
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

front_end, threads, spread = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads if spread == "library" else 1)

try:
    import numpy as np

    if front_end == "kaldi":
        import torch
        import torchaudio
    else:
        import librosa
except ImportError as e:
    sys.exit(
        f"{sys.executable} has no {e.name}; install it: {sys.executable} -m pip install"
        " torch==2.11.0 torchaudio==2.11.0 librosa==0.11.0"
    )

CLIPS = 64
samples = (0.1 * np.random.default_rng(1).standard_normal(160_000)).astype(np.float32)
if front_end == "kaldi":
    torch.set_num_threads(threads if spread == "library" else 1)
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


def clips(count):
    for _ in range(count):
        kaldi() if front_end == "kaldi" else log_mel()


shares = [CLIPS // threads + (i < CLIPS % threads) for i in range(threads)]
if spread == "library":
    call = lambda: clips(CLIPS)
elif spread == "threads":
    pool = ThreadPoolExecutor(threads)
    call = lambda: list(pool.map(clips, shares))
else:
    pool = multiprocessing.get_context("fork").Pool(threads)
    call = lambda: pool.map(clips, shares, chunksize=1)

print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    call()
    print((time.perf_counter() - start) * 1e3 / CLIPS, flush=True)
megabyte = 1024**2 if sys.platform == "darwin" else 1024  # in bytes there, in KiB on Linux
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / megabyte, flush=True)
