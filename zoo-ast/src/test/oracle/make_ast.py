"""Stores a tiny AST of transformers, under timm's keys, with its outputs, for AstOracleTest.

Run from any folder: python make_ast.py. Inputs and outputs are under "io.". Also prints the
parameter counts of the presets, for AstVariantsTest.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import ASTConfig, ASTForAudioClassification, ASTModel

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"

TINY = ASTConfig(
    hidden_size=16,
    num_attention_heads=2,
    num_hidden_layers=2,
    intermediate_size=40,
    num_mel_bins=36,
    max_length=56,
    num_labels=5,
)

OURS = {
    "audio_spectrogram_transformer.": "",
    "embeddings.cls_token": "cls_token",
    "embeddings.distillation_token": "dist_token",
    "embeddings.position_embeddings": "pos_embed",
    "embeddings.patch_embeddings.projection": "patch_embed.proj",
    "encoder.layer.": "blocks.",
    "attention.attention.": "attn.",
    "attention.output.dense": "attn.proj",
    "intermediate.dense": "mlp.fc1",
    "output.dense": "mlp.fc2",
    "layernorm_before": "norm1",
    "layernorm_after": "norm2",
    "classifier.layernorm": "head.norm",
    "classifier.dense": "head.fc",
    "layernorm.": "norm.",
}


def randomise(model, generator):
    """Fresh models have zero biases and unit norms, which would hide mistakes."""
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_norm_weight = "layernorm" in name and name.endswith("weight")
        is_matrix = name.endswith("weight") and parameter.dim() > 1
        std = parameter[0].numel() ** -0.5 if is_matrix else 0.3
        parameter.data = std * noise + (1.0 if is_norm_weight else 0.0)


def our_keys(state):
    """timm keeps query, key and value in one matrix, in that order."""
    renamed = {}
    for key, value in state.items():
        for old, new in OURS.items():
            key = key.replace(old, new)
        renamed[key] = value
    for key in [key for key in renamed if ".attn.query." in key]:
        parts = [renamed.pop(key.replace("query", part)) for part in ("query", "key", "value")]
        renamed[key.replace("query", "qkv")] = torch.cat(parts)
    return renamed


@torch.no_grad()
def store():
    generator = torch.Generator().manual_seed(7)
    model = ASTForAudioClassification(TINY).eval()
    randomise(model, generator)
    spectrogram = torch.randn(3, TINY.max_length, TINY.num_mel_bins, generator=generator)
    encoding = model.audio_spectrogram_transformer(spectrogram)
    tensors = our_keys(model.state_dict())
    tensors["io.input"] = spectrogram
    tensors["io.tokens"] = encoding.last_hidden_state
    tensors["io.pooled"] = encoding.pooler_output
    tensors["io.logits"] = model(spectrogram).logits
    file = FOLDER / "ast-tiny-random.safetensors"
    save_file({key: value.contiguous() for key, value in tensors.items()}, file)
    print(file.name, file.stat().st_size, "bytes", *tensors)


def print_counts():
    presets = {
        "nano": dict(hidden_size=32, num_attention_heads=2, num_hidden_layers=2, num_mel_bins=64, max_length=96),
        "tiny": dict(hidden_size=192, num_attention_heads=3),
        "small": dict(hidden_size=384, num_attention_heads=6),
        "base": dict(hidden_size=768, num_attention_heads=12),
    }
    for name, preset in presets.items():
        config = ASTConfig(intermediate_size=4 * preset["hidden_size"], **preset)
        with torch.device("meta"):
            print(name, sum(parameter.numel() for parameter in ASTModel(config).parameters()))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    store()
    print_counts()
