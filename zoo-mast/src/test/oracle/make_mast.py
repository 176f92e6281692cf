"""Stores tiny MViTv2 models of timm with their outputs and gradients, for MAST's oracle tests.

Run from any folder: python make_mast.py. Keys are timm's; inputs and outputs are under "io.", the
gradients of sum(logits * io.slope) under "grad.".
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"
CLASSES = 5
LARGEST_FILE = 150_000

# The paper's patches; MViT's own are timm's default, 7 x 7 with stride 4 and padding 3.
SPECTROGRAM = dict(patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0))
SMALL = dict(patch_kernel=(4, 4), patch_stride=(2, 2), patch_padding=(0, 0))


def case(clips, mels, frames, image, options=None, **cfg):
    return dict(clips=clips, mels=mels, frames=frames, image=image, options=options or {}, cfg=cfg)


CASES = {
    # 5 x 9 patches in tables for 12 x 12; three stages.
    "spectrogram": case(3, 64, 96, 120, depths=(1, 1, 1), embed_dim=4, **SPECTROGRAM),
    # Four stages on 8 x 14 patches, MViT's own patch kernel.
    "four-stages": case(
        1, 32, 56, 64, depths=(1, 1, 1, 1), embed_dim=(4, 8, 8, 16), num_heads=(1, 2, 2, 4)
    ),
    # Widens in the MLP, 7 x 11 patches. Tables for 22: 22, 11, 5, rounded down.
    "expand-mlp": case(3, 16, 24, 44, depths=(1, 2, 1), embed_dim=4, expand_attn=False, **SMALL),
    # A class token on 7 x 7 patches.
    "class-token": case(1, 16, 16, 32, depths=(1, 2, 1), embed_dim=4, use_cls_token=True, **SMALL),
    # A class token that the classifier doesn't read, and absolute positions of 8 x 8 patches.
    "class-token-mean": case(
        3, 32, 32, 32, dict(global_pool="avg"),
        depths=(1, 1, 1), embed_dim=4, use_cls_token=True, use_abs_pos=True, expand_attn=False,
    ),
    # No residual pooling, no qkv bias, another MLP and epsilon; 8 x 9 patches.
    "plain": case(
        3, 18, 20, 24, depths=(2, 1), embed_dim=8, num_heads=2,
        residual_pooling=False, qkv_bias=False, mlp_ratio=2.6, norm_eps=1e-3, **SMALL,
    ),
    # Widths, heads and key strides of one's own, unlike over the two axes; 9 x 13 patches.
    "own-stages": case(
        1, 20, 28, 36, depths=(1, 1, 2), embed_dim=(8, 8, 12), num_heads=(2, 1, 3),
        stride_kv=((4, 2), (2, 3), (1, 1)), **SMALL,
    ),
    # Larger and oblong pooling kernels, query strides 2, 4 and 2 x 1; 17 x 16 patches.
    "own-strides": case(
        3, 36, 34, 72, depths=(1, 1, 1), embed_dim=4, kernel_qkv=(5, 3),
        stride_q=((2, 2), (4, 4), (2, 1)), stride_kv_adaptive=(8, 4), use_cls_token=True, **SMALL,
    ),
    # A query stride of 3, under which the shortcut's pooling fits unless 3 divides the grid; 17 x 11.
    "odd-stride": case(1, 36, 24, 72, depths=(1, 1), embed_dim=4, stride_q=((1, 1), (3, 3)), **SMALL),
    # Positions are absolute alone, kernels 1 x 1 (no pooling where the stride is 1), 6 x 9 patches;
    # the classifier reads the first patch.
    "absolute": case(
        3, 24, 36, (24, 36), dict(global_pool="token"), depths=(1, 1), embed_dim=8, kernel_qkv=(1, 1),
        stride_kv_adaptive=(1, 2), rel_pos_type="none", use_abs_pos=True,
    ),
    # The table of its one token has one entry; one token in the last stage.
    "one-token": case(1, 5, 6, 8, depths=(1, 1), embed_dim=4, **SMALL),
}


def randomise(model, generator):
    """Fresh models have zero biases and tables and unit norms, which would hide mistakes."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_norm_weight = "norm" in name and name.endswith("weight")
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 1
        is_small = parameter.dim() == 1 or any(key in name for key in ("rel_pos", "token", "pos_embed"))
        std = 0.2 if is_small else fan_in**-0.5
        parameter.data = std * noise + (1.0 if is_norm_weight else 0.0)


def store(name, clips, mels, frames, image, options, cfg):
    generator = torch.Generator().manual_seed(7)
    model = MultiScaleVit(
        MultiScaleVitCfg(**cfg), img_size=image, in_chans=1, num_classes=CLASSES, **options
    ).eval()
    randomise(model, generator)
    spectrogram = torch.randn(clips, mels, frames, generator=generator)
    slope = torch.randn(clips, CLASSES, generator=generator)

    tokens = model.forward_features(spectrogram.unsqueeze(1))  # normed
    pooled = model.forward_head(tokens, pre_logits=True)  # as with num_classes=0
    logits = model.forward_head(tokens)
    (logits * slope).sum().backward()

    tensors = dict(model.state_dict())
    tensors.update({f"grad.{key}": value.grad for key, value in model.named_parameters()})
    tensors["io.input"] = spectrogram
    tensors["io.slope"] = slope
    tensors["io.tokens"] = tokens.detach()
    tensors["io.pooled"] = pooled.detach()
    tensors["io.logits"] = logits.detach()

    file = FOLDER / f"mast-{name}.safetensors"
    save_file({key: value.clone().contiguous() for key, value in tensors.items()}, file)
    size = file.stat().st_size
    assert size < LARGEST_FILE, (name, size)
    print(file.name, size, "bytes, tokens", list(tokens.shape), "logits", logits[0].tolist())


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, values in CASES.items():
        store(name, **values)
