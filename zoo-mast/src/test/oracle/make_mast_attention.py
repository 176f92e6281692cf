"""Stores the last block's attention of make_mast.py's models, for LastAttentionTest.

Run from any folder: python make_mast_attention.py. The mean over heads and queries (or the class
token's row), taken from timm's softmax, and interpolated from the keys' grid to the patches'.
"""

import numpy as np
import torch
from make_mast import CASES, CLASSES, FOLDER
from safetensors.torch import load_file, save_file
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

def stride_of(pool):
    return np.array(pool.stride if pool is not None else (1, 1))


def upsample(keys, stride, patches):
    """Linear along one axis after the other; np.interp is constant beyond the last key."""
    rows, columns = keys.shape
    by_column = [np.interp(np.arange(patches[1]) / stride[1], np.arange(columns), row) for row in keys]
    by_row = [
        np.interp(np.arange(patches[0]) / stride[0], np.arange(rows), column) for column in zip(*by_column)
    ]
    return np.array(by_row, dtype=np.float32).T


@torch.no_grad()
def attention_map(name):
    case = CASES[name]
    stored = load_file(FOLDER / f"mast-{name}.safetensors")
    cfg = MultiScaleVitCfg(**case["cfg"])
    model = MultiScaleVit(
        cfg, img_size=case["image"], in_chans=1, num_classes=CLASSES, **case["options"]
    ).eval()
    model.load_state_dict({key: value for key, value in stored.items() if not key.startswith(("io.", "grad."))})

    probabilities, sizes = [], []
    softmax = torch.Tensor.softmax
    torch.Tensor.softmax = lambda *args, **kwargs: probabilities.append(softmax(*args, **kwargs)) or probabilities[-1]
    last = model.stages[-1].blocks[-1].attn
    last.register_forward_pre_hook(lambda module, inputs: sizes.append(inputs[1]))
    model.patch_embed.register_forward_hook(lambda module, inputs, output: sizes.append(output[1]))
    model(stored["io.input"].unsqueeze(1))
    torch.Tensor.softmax = softmax

    patches, grid = sizes
    keys = [(size - 1) // stride + 1 for size, stride in zip(grid, stride_of(last.pool_k))]
    blocks = [block for stage in model.stages for block in stage.blocks]
    stride = stride_of(last.pool_k)  # patches from one key to the next
    for block in blocks[:-1]:
        stride = stride * stride_of(block.attn.pool_q)
    of_keys = probabilities[-1].mean(1)  # [B, Nq, Nk]
    of_keys = of_keys[:, 0, 1:] if cfg.use_cls_token else of_keys.mean(1)
    of_keys = of_keys.unflatten(1, keys).numpy()
    return torch.from_numpy(np.stack([upsample(clip, stride, patches) for clip in of_keys]))


if __name__ == "__main__":
    tensors = {name: attention_map(name).contiguous() for name in CASES}
    file = FOLDER / "mast-attention.safetensors"
    save_file(tensors, file)
    print(file.name, file.stat().st_size, "bytes", *tensors)
