"""Stores patches and one convolution of PyTorch for PatchesOracleTest."""

import numpy as np
import torch
from pathlib import Path

OUT = Path(__file__).parents[1] / "resources" / "oracle" / "patch"
F, T = 36, 47  # mels, frames

OUT.mkdir(parents=True, exist_ok=True)
rng = torch.Generator().manual_seed(5)
image = torch.randn(1, 1, F, T, generator=rng)
kernel = torch.randn(3, 1, 16, 16, generator=rng)
patches = torch.nn.functional.unfold(image, (16, 16), stride=10)  # [1, 256, H*W]
convolved = torch.nn.functional.conv2d(image, kernel, stride=10)  # [1, 3, H, W]
padded = torch.nn.functional.unfold(image, (7, 5), stride=(4, 3), padding=(3, 2))  # [1, 35, H*W]
np.save(OUT / "spectrogram.npy", image[0, 0].T.contiguous().numpy())  # [frames, mels]
np.save(OUT / "patches.npy", patches[0].T.contiguous().numpy())  # [H*W, 256]
np.save(OUT / "kernel.npy", kernel.reshape(3, 256).numpy())
np.save(OUT / "convolved.npy", convolved[0].reshape(3, -1).T.contiguous().numpy())  # [H*W, 3]
np.save(OUT / "padded.npy", padded[0].T.contiguous().numpy())  # [H*W, 35]
