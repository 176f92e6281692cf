"""Test signals. Each is deterministic, so that the scripts beside it can share them."""

import numpy as np


def chirp(rate, seconds, low, high, seed):
    """A rising tone with a slow tremolo, over noise 40 dB below, as float32 in [-1, 1]."""
    t = np.arange(int(rate * seconds)) / rate
    phase = 2 * np.pi * (low * t + (high - low) * t**2 / (2 * seconds))
    noise = np.random.default_rng(seed).standard_normal(t.size)
    tremolo = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * t)
    return (0.5 * tremolo * np.sin(phase) + 0.005 * noise).astype(np.float32)


def noise(rate, seconds, seed):
    """White noise at -20 dB."""
    return (0.1 * np.random.default_rng(seed).standard_normal(int(rate * seconds))).astype(np.float32)


def silence_then_noise(rate, seconds, seed):
    """Digital silence, then noise: half of the log-mel sits at its floor."""
    samples = noise(rate, seconds, seed)
    samples[: samples.size // 2] = 0
    return samples


SIGNALS = {
    "chirp": lambda: (chirp(16000, 0.5, 100, 7000, 1), 16000),
    "noise": lambda: (noise(16000, 0.4, 2), 16000),
    "silence": lambda: (silence_then_noise(16000, 0.4, 3), 16000),
    "offset": lambda: (chirp(16000, 0.3, 3000, 200, 4) * np.float32(0.5) + np.float32(0.25), 16000),
}
