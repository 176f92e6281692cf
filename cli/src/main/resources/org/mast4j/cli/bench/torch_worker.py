"""Does one work of mast4j bench in PyTorch: see Turns.java for what is said.

Pinned: torch 2.11.0, timm 1.0.22, transformers 4.57.1.
"""

import os
import resource
import sys
import time

import torch

CLASSES = 35
key = sys.argv[1]
training = "-train-" in key
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
torch.manual_seed(1)


def ast(frames):
    from transformers import ASTConfig, ASTForAudioClassification

    config = ASTConfig(max_length=frames, num_labels=CLASSES, attn_implementation="sdpa")
    model = ASTForAudioClassification(config)
    return lambda x: model(x).logits, model


def mast():
    from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

    config = MultiScaleVitCfg(
        depths=(1, 2, 11, 2), patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0)
    )
    # 566 gives tables for 56 x 56 patches, those of ImageNet weights; timm wants a square there.
    model = MultiScaleVit(config, img_size=566, in_chans=1, num_classes=CLASSES)
    return model, model


def work():
    if key.startswith("ast-base"):
        clips, frames = (1, 1024) if key.endswith("1x1214") else (8, 126)
        forward, model = ast(frames)
        x = torch.randn(clips, frames, 128)
    else:
        clips = int(key.rsplit("-", 1)[1])
        forward, model = mast()
        x = torch.randn(clips, 1, 128, 512)
    labels = torch.arange(clips) % CLASSES
    model.train(training)
    # As the other side: no dropout, no drop path, no clipping.
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)

    def call():
        if training:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(forward(x), labels).backward()
            optimizer.step()
        else:
            with torch.inference_mode():
                forward(x)

    return call, 1


def roofline(size=1024, products=10):
    a, b, c = (torch.ones(size, size) for _ in range(3))

    def call():
        for _ in range(products):
            torch.mm(a, b, out=c)

    return call, products


call, items = roofline() if key == "sgemm" else work()
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    call()
    print((time.perf_counter() - start) * 1e3 / items, flush=True)
megabyte = 1024**2 if sys.platform == "darwin" else 1024  # in bytes there, in KiB on Linux
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / megabyte, flush=True)
