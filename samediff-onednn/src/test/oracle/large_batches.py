"""PyTorch's side of LargeBatchCosts: loss and gradients of MAST-Small, clips of 512 frames.

ARGV: how many clips, f32 or bf16, keep or recompute (timm's set_grad_checkpointing) for the memory of
one, or how many steps of both in turns. Needs torch 2.11.0 and timm 1.0.22; has as many threads as
OMP_NUM_THREADS says.
"""

import contextlib
import resource
import statistics
import sys
import time

import torch
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

clips, precision, what = int(sys.argv[1]), sys.argv[2], sys.argv[3]
torch.manual_seed(1)
config = MultiScaleVitCfg(
    depths=(1, 2, 11, 2), patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0)
)
model = MultiScaleVit(config, img_size=566, in_chans=1, num_classes=35).train()
for module in model.modules():
    if isinstance(module, torch.nn.Dropout):
        module.p = 0.0
x, labels = torch.randn(clips, 1, 128, 512), torch.arange(clips) % 35


def seconds(way):
    """Of time, and of processors."""
    model.set_grad_checkpointing(way == "recompute")
    start, used = time.perf_counter(), time.process_time()
    model.zero_grad()
    with torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext():
        loss = torch.nn.functional.cross_entropy(model(x), labels)
    loss.backward()
    return time.perf_counter() - start, time.process_time() - used


if what.isdigit():
    keep, recompute = [], []
    for _ in range(int(what) + 1):
        keep.append(seconds("keep"))
        recompute.append(seconds("recompute"))
    for i, name in enumerate(("time", "CPU")):
        slower, plain = (statistics.median(t[i] for t in s[1:]) for s in (recompute, keep))
        print(
            f"PyTorch, {clips} clips, recompute, {precision}: {slower:.2f} s of {name}"
            f" against {plain:.2f} s: {slower / plain:.2f}"
        )
else:
    seconds(what)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    print(f"PyTorch, {clips} clips, {what}, {precision}: {most:.2f} GB resident at most")
