"""Stores a tiny MViTv2 of RGB images as timm writes it to a folder, for TimmMvitTest.

Run from any folder: python make_mvit_images.py. timm's create_model takes no MultiScaleVitCfg, so
the folder's config.json has the fields that differ from mvitv2_tiny under model_args.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

from make_mast import FOLDER, randomise

ARGS = dict(depths=[1, 1, 1], embed_dim=8, num_classes=1000)


@torch.no_grad()
def main():
    folder = FOLDER / "mvit-images"
    folder.mkdir(parents=True, exist_ok=True)
    cfg = MultiScaleVitCfg(depths=ARGS["depths"], embed_dim=ARGS["embed_dim"])
    model = MultiScaleVit(cfg, num_classes=ARGS["num_classes"]).eval()
    generator = torch.Generator().manual_seed(5)
    randomise(model, generator)
    save_file(model.state_dict(), folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        "architecture": "mvitv2_tiny.fb_in1k",
        "num_classes": 1000,
        "model_args": ARGS,
        "pretrained_cfg": {"input_size": [3, 224, 224], "num_classes": 1000, "fixed_input_size": True},
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2))

    # One channel in all three is one channel for the sum of their kernels.
    images = torch.randn(2, 1, 20, 28, generator=generator)
    tokens = model.forward_features(images.expand(-1, 3, -1, -1))  # normed
    pooled = model.forward_head(tokens, pre_logits=True)  # as with num_classes=0
    tensors = {"input": images[:, 0].transpose(1, 2), "tokens": tokens, "pooled": pooled}
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / "mvit-images.io.safetensors")
    print({key: list(value.shape) for key, value in tensors.items()})


if __name__ == "__main__":
    main()
