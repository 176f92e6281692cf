"""Stores, for the tests in augment, crop-and-resize, log-mixup-exp, masks and noise of PyTorch and torchaudio."""

import numpy as np
import torch
import torchaudio
from pathlib import Path

OUT = Path(__file__).parents[1] / "resources" / "oracle" / "augment"
F, T = 24, 30  # mels, frames
CANVAS_T = 45
# (first mel, first frame, mels, frames) on the canvas, whose clip starts at frame (45 - 30) // 2
BOXES = [
    (0, 0, 24, 45),  # the whole canvas: time is squeezed
    (0, 7, 24, 30),  # the clip itself
    (5, 12, 14, 18),  # inside: both axes are stretched
    (3, 0, 19, 9),  # mostly in the empty margin
    (9, 20, 1, 17),  # one mel high
    (2, 21, 16, 1),  # one frame wide
    (11, 22, 1, 1),
    (7, 30, 2, 3),
]

OUT.mkdir(parents=True, exist_ok=True)
rng = torch.Generator().manual_seed(6)
clip = torch.randn(F, T, generator=rng) * 3 - 5
canvas = torch.zeros(F, CANVAS_T)
left = (CANVAS_T - T) // 2
canvas[:, left : left + T] = clip
np.save(OUT / "clip.npy", clip.T.contiguous().numpy())  # [frames, mels]
np.save(OUT / "boxes.npy", np.array([[i, j - left, h, w] for i, j, h, w in BOXES], dtype=np.float32))
resized = [
    torch.nn.functional.interpolate(
        canvas[i : i + h, j : j + w][None, None], size=(F, T), mode="bicubic", align_corners=True
    )[0, 0].T
    for i, j, h, w in BOXES
]
np.save(OUT / "resized.npy", torch.stack(resized).contiguous().numpy())  # [boxes, frames, mels]

past = torch.randn(F, T, generator=rng) * 6 - 5
shares = [0.001, 0.1, 0.4]
np.save(OUT / "past.npy", past.T.contiguous().numpy())
np.save(OUT / "shares.npy", np.array(shares, dtype=np.float32))
mixed = [torch.log((1 - a) * torch.exp(clip.double()) + a * torch.exp(past.double())).T for a in shares]
np.save(OUT / "mixed.npy", torch.stack(mixed).float().contiguous().numpy())  # [shares, frames, mels]

# Its masks' bounds come from torch's generator: the same draws again say what they were.
cases, masked = [], []
for seed, axis, width, value in [(1, 1, 12, 0.0), (2, 2, 20, -3.5), (3, 1, 24, 1.25), (8, 2, 30, 0.0)]:
    torch.manual_seed(seed)
    size = (F, T)[axis - 1]
    stretch = torch.rand(1) * width
    first = (torch.rand(1) * (size - stretch)).long()
    torch.manual_seed(seed)
    masked.append(torchaudio.functional.mask_along_axis(clip[None], width, value, axis)[0].T)
    cases.append([axis, first.item(), stretch.long().item(), value])
np.save(OUT / "masks.npy", np.array(cases, dtype=np.float32))  # (1 mels or 2 frames, first, count, value)
np.save(OUT / "masked.npy", torch.stack(masked).contiguous().numpy())  # [masks, frames, mels]

tone = 0.3 * torch.sin(torch.arange(500) * 0.21)
noise = torch.randn(500, generator=rng)
snrs = torch.tensor([-5.0, 0.0, 3.0, 20.0])
np.save(OUT / "tone.npy", tone.numpy())
np.save(OUT / "noise.npy", noise.numpy())
np.save(OUT / "snrs.npy", snrs.numpy())
noisy = torchaudio.functional.add_noise(tone.expand(4, -1), noise.expand(4, -1), snrs)
np.save(OUT / "noisy.npy", noisy.numpy())  # [snrs, samples]
