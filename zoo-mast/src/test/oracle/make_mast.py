"""Stores tiny MViTv2 models of timm with their outputs, for MAST's oracle tests.

Run from any folder: python make_mast.py. Keys are timm's; inputs and outputs are under "io.".
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"
MELS, FRAMES, PATCH, STRIDE, CLASSES = 64, 96, 16, 10, 5

# 560 / 10 gives 56 x 56 tokens, for which the tables of the published ImageNet weights are sized.
TABLE_IMAGE = 56 * STRIDE


def tiny(expand_attn):
    config = MultiScaleVitCfg(
        depths=(1, 2, 1),
        embed_dim=16,
        num_heads=1,
        expand_attn=expand_attn,
        stride_q=((1, 1), (2, 2), (2, 2)),
        patch_kernel=(PATCH, PATCH),
        patch_stride=(STRIDE, STRIDE),
        patch_padding=(0, 0),
    )
    return MultiScaleVit(config, img_size=TABLE_IMAGE, in_chans=1, num_classes=CLASSES).eval()


def randomise(model, generator):
    """Fresh models have zero biases and tables and unit norms, which would hide mistakes."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_norm_weight = "norm" in name and name.endswith("weight")
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 1
        std = 0.2 if "rel_pos" in name or parameter.dim() == 1 else fan_in**-0.5
        parameter.data = std * noise + (1.0 if is_norm_weight else 0.0)


@torch.no_grad()
def store(name, expand_attn):
    generator = torch.Generator().manual_seed(7)
    model = tiny(expand_attn)
    randomise(model, generator)
    spectrogram = torch.randn(2, MELS, FRAMES, generator=generator)

    tensors = dict(model.state_dict())
    tensors["io.input"] = spectrogram
    x, grid = model.patch_embed(spectrogram.unsqueeze(1))
    for i, stage in enumerate(model.stages):
        x, grid = stage(x, grid)
        tensors[f"io.stage{i}"] = x
    tensors["io.tokens"] = x.clone()
    tensors["io.pooled"] = x.mean(1)
    tensors["io.logits"] = model(spectrogram.unsqueeze(1))

    file = FOLDER / f"mast-{name}.safetensors"
    save_file({key: value.contiguous() for key, value in tensors.items()}, file)
    print(file.name, file.stat().st_size, "bytes, last grid", list(grid), "logits", tensors["io.logits"][0])


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    store("expand-attn", True)
    store("expand-mlp", False)
