"""Stores the attention rollout of make_ast.py's tiny AST, for AttentionMapTest.

Run from any folder: python make_ast_attention.py. Abnar and Zuidema, arXiv 2005.00928: the mean of
the heads plus identity, rows renormalised, multiplied over the blocks.
"""

import torch
from make_ast import FOLDER, TINY, randomise
from safetensors.torch import load_file, save_file
from transformers import ASTForAudioClassification

EXTRA_TOKENS = 2


@torch.no_grad()
def store():
    stored = load_file(FOLDER / "ast-tiny-random.safetensors")
    model = ASTForAudioClassification._from_config(TINY, attn_implementation="eager").eval()
    randomise(model, torch.Generator().manual_seed(7))
    output = model(stored["io.input"], output_attentions=True)
    assert torch.allclose(output.logits, stored["io.logits"], atol=1e-5)

    rollout = torch.eye(output.attentions[0].shape[-1])
    for attention in output.attentions:  # [B, heads, n, n], first block first
        mixed = attention.mean(1) + torch.eye(attention.shape[-1])
        rollout = (mixed / mixed.sum(-1, keepdim=True)) @ rollout

    rows = (TINY.num_mel_bins - TINY.patch_size) // TINY.frequency_stride + 1
    tensors = {
        "rollout.class_tokens": rollout[:, :EXTRA_TOKENS, EXTRA_TOKENS:].mean(1),
        "rollout.patches": rollout[:, EXTRA_TOKENS:, EXTRA_TOKENS:].mean(1),
    }
    tensors = {key: value.unflatten(1, (rows, -1)).contiguous() for key, value in tensors.items()}
    file = FOLDER / "ast-attention.safetensors"
    save_file(tensors, file)
    print(file.name, file.stat().st_size, "bytes", {key: list(value.shape) for key, value in tensors.items()})


if __name__ == "__main__":
    store()
