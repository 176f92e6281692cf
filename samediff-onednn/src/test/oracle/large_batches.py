"""PyTorch's side of LargeBatchCosts: loss and gradients of MAST-Small, clips of 512 frames.

ARGV: how many clips, keep or recompute (timm's set_grad_checkpointing), f32 or bf16, how many steps.
Needs torch 2.11.0 and timm 1.0.22; as many threads as OMP_NUM_THREADS says.
"""

import contextlib
import resource
import statistics
import sys
import time

import torch
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

clips, way, precision, steps = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
torch.manual_seed(1)
config = MultiScaleVitCfg(
    depths=(1, 2, 11, 2), patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0)
)
model = MultiScaleVit(config, img_size=566, in_chans=1, num_classes=35).train()
for module in model.modules():
    if isinstance(module, torch.nn.Dropout):
        module.p = 0.0
model.set_grad_checkpointing(way == "recompute")
x, labels = torch.randn(clips, 1, 128, 512), torch.arange(clips) % 35
seconds, cpu = [], []
for _ in range(steps + 1):
    start, used = time.perf_counter(), time.process_time()
    model.zero_grad()
    with torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext():
        loss = torch.nn.functional.cross_entropy(model(x), labels)
    loss.backward()
    seconds.append(time.perf_counter() - start)
    cpu.append(time.process_time() - used)
print(
    f"PyTorch, {clips} clips, {way}, {precision}: {statistics.median(seconds[1:]):.2f} s a step"
    f" ({statistics.median(cpu[1:]):.2f} s of CPU),"
    f" {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9:.2f} GB resident at most"
)
