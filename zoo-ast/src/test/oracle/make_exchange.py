"""Stores tiny models in the layouts of the libraries that publish weights, with their outputs, for
the tests of org.mast4j.zoo.exchange and of AST's formats.

Run from any folder: python make_exchange.py. Each model is a folder or file below
resources/oracle/exchange, and NAME.io.safetensors holds what the reference makes of it.
"""

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.layers import resample_patch_embed
from timm.models._hub import save_for_hf
from timm import create_model
from torch.nn.functional import interpolate
from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification, ASTModel

FOLDER = Path(__file__).parent.parent / "resources" / "oracle" / "exchange"


def randomise(model, seed):
    """Fresh models have zero biases and unit norms, which would hide mistakes."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        is_norm = "norm" in name or "mlp_head.0" in name
        is_matrix = name.endswith("weight") and parameter.dim() > 1
        std = parameter[0].numel() ** -0.5 if is_matrix else 0.3
        parameter.data = std * noise + (1.0 if is_norm and name.endswith("weight") else 0.0)
    return model.eval()


def spectrograms(count, frames, mels):
    return torch.randn(count, frames, mels, generator=torch.Generator().manual_seed(1))


def store(name, **tensors):
    file = FOLDER / f"{name}.io.safetensors"
    save_file({key: value.detach().contiguous() for key, value in tensors.items()}, file)
    print(file.name, {key: list(value.shape) for key, value in tensors.items()})


# --- transformers -------------------------------------------------------------------------------

ODD = ASTConfig(
    hidden_size=24,
    num_attention_heads=3,
    num_hidden_layers=2,
    intermediate_size=40,
    patch_size=8,
    frequency_stride=5,
    time_stride=7,
    num_mel_bins=23,
    max_length=45,
    qkv_bias=False,
    layer_norm_eps=1e-3,
    id2label={0: "rain", 1: "wind", 2: "dog", 3: "Speech, \"quoted\"", 4: "siren"},
    label2id={"rain": 0, "wind": 1, "dog": 2, "Speech, \"quoted\"": 3, "siren": 4},
    problem_type="multi_label_classification",
)

PLAIN = ASTConfig(
    hidden_size=16,
    num_attention_heads=2,
    num_hidden_layers=1,
    intermediate_size=32,
    num_mel_bins=36,
    max_length=56,
)


def transformers_classifier():
    model = randomise(ASTForAudioClassification(ODD), 7)
    model.save_pretrained(FOLDER / "transformers-classifier")
    extractor = ASTFeatureExtractor(
        num_mel_bins=23, max_length=45, sampling_rate=8000, mean=-3.5, std=2.25
    )
    extractor.save_pretrained(FOLDER / "transformers-classifier")
    x = spectrograms(3, 45, 23)
    encoding = model.audio_spectrogram_transformer(x)
    store(
        "transformers-classifier",
        input=x,
        tokens=encoding.last_hidden_state,
        pooled=encoding.pooler_output,
        logits=model(x).logits,
    )


def transformers_encoder():
    """A bare ASTModel, in half precision, in shards, without a feature extractor."""
    model = randomise(ASTModel(PLAIN), 8).half()
    model.save_pretrained(FOLDER / "transformers-encoder", max_shard_size="8KB")
    x = spectrograms(2, 56, 36)
    store("transformers-encoder", input=x, pooled=model.float()(x).pooler_output)


# --- timm ---------------------------------------------------------------------------------------


def timm_folder(name, architecture, args):
    model = randomise(create_model(architecture, **args), 9)
    save_for_hf(model, FOLDER / name, model_args=args, safe_serialization=True)
    return model


def fit_positions(positions, extra, height, width, f_dim, t_dim):
    """The rule of YuanGongND/ast, src/models/ast_models.py, lines 91-107."""
    dim = positions.shape[2]
    grid = positions[:, extra:].reshape(1, height * width, dim).transpose(1, 2)
    grid = grid.reshape(1, dim, height, width)
    if t_dim <= width:
        start = width // 2 - t_dim // 2
        grid = grid[:, :, :, start : start + t_dim]
    else:
        grid = interpolate(grid, size=(height, t_dim), mode="bilinear")
    if f_dim <= height:
        start = height // 2 - f_dim // 2
        grid = grid[:, :, start : start + f_dim, :]
    else:
        grid = interpolate(grid, size=(f_dim, t_dim), mode="bilinear")
    grid = grid.reshape(1, dim, f_dim * t_dim).transpose(1, 2)
    return torch.cat([positions[:, :extra], grid], dim=1)


TINY = dict(embed_dim=16, depth=2, num_heads=2, img_size=96, num_classes=7)


def timm_images():
    """RGB starts: 6 x 6 positions of a DeiT and of a ViT become those of 128 mels x 100 frames."""
    deit = timm_folder("timm-deit", "deit_tiny_distilled_patch16_224", TINY)
    store(
        "timm-deit",
        kernel=deit.patch_embed.proj.weight.sum(dim=1, keepdim=True),
        pos_embed=fit_positions(deit.pos_embed, 2, 6, 6, 12, 9),
        cut=fit_positions(deit.pos_embed, 2, 6, 6, 5, 2),
    )
    vit = timm_folder("timm-vit", "vit_tiny_patch16_224", TINY)
    doubled = torch.cat([vit.pos_embed[:, :1], vit.pos_embed], dim=1)
    store("timm-vit", pos_embed=fit_positions(doubled, 2, 6, 6, 12, 9), cls_token=vit.cls_token)


def timm_spectrograms():
    """A DeiT of one channel on 32 mels x 48 frames, without classifier: the same numbers."""
    args = dict(
        embed_dim=16, depth=2, num_heads=4, mlp_ratio=2.5, img_size=[32, 48], in_chans=1, num_classes=0
    )
    model = timm_folder("timm-deit-one-channel", "deit_small_distilled_patch16_224", args)
    x = spectrograms(2, 48, 32)
    images = x.transpose(1, 2).unsqueeze(1)
    store(
        "timm-deit-one-channel",
        input=x,
        tokens=model.forward_features(images),
        pooled=model(images),
    )


def kernels():
    """MViT's 7 x 7 kernels as 16 x 16 ones, and 16 x 16 ones smaller, by timm's own rule."""
    kernel = torch.randn(3, 1, 7, 7, generator=torch.Generator().manual_seed(2))
    large = torch.randn(2, 1, 16, 16, generator=torch.Generator().manual_seed(3))
    store(
        "kernels",
        kernel=kernel,
        resized=resample_patch_embed(kernel, [16, 16]),
        large=large,
        smaller=resample_patch_embed(large, [16, 6]),
    )


# --- YuanGongND ---------------------------------------------------------------------------------


class YuanGong(torch.nn.Module):
    """The model of YuanGongND/ast and ssast around a timm DeiT, parameters and forward alike."""

    def __init__(self, patch, stride, grid, classes=None, pretraining=None):
        super().__init__()
        self.v = create_model(
            "deit_tiny_distilled_patch16_224", embed_dim=64, depth=1, num_heads=1, mlp_ratio=0.5, num_classes=2
        )
        self.v.patch_embed.proj = torch.nn.Conv2d(1, 64, kernel_size=patch, stride=stride)
        self.v.pos_embed = torch.nn.Parameter(torch.zeros(1, grid[0] * grid[1] + 2, 64))
        if classes:
            self.mlp_head = torch.nn.Sequential(torch.nn.LayerNorm(64), torch.nn.Linear(64, classes))
        if pretraining:
            self.mask_embed = torch.nn.Parameter(torch.zeros(1, 1, 64))
            self.cpredlayer = torch.nn.Sequential(torch.nn.Linear(64, 4), torch.nn.ReLU(), torch.nn.Linear(4, 4))
            self.gpredlayer = torch.nn.Sequential(torch.nn.Linear(64, 4), torch.nn.ReLU(), torch.nn.Linear(4, 4))

    def set_input(self, mels, frames):
        self.p_input_fdim = torch.nn.Parameter(torch.tensor(mels), requires_grad=False)
        self.p_input_tdim = torch.nn.Parameter(torch.tensor(frames), requires_grad=False)

    def tokens(self, x):
        x = self.v.patch_embed.proj(x.unsqueeze(1).transpose(2, 3)).flatten(2).transpose(1, 2)
        cls = self.v.cls_token.expand(len(x), -1, -1)
        dist = self.v.dist_token.expand(len(x), -1, -1)
        x = torch.cat((cls, dist, x), dim=1) + self.v.pos_embed
        return self.v.norm(self.v.blocks(x))


def half(model, name):
    """Saves half-precision weights, as trained in parallel, and rounds the model to them."""
    state = {
        f"module.{key}": value.half() if value.is_floating_point() else value
        for key, value in model.state_dict().items()
    }
    torch.save(state, FOLDER / name)
    model.load_state_dict({key[7:]: value.float() if value.is_floating_point() else value for key, value in state.items()})


def yuan_gong():
    """AST of Speech Commands' input, 128 mels x 128 frames with stride 10."""
    model = randomise(YuanGong(16, 10, (12, 12), classes=4), 11)
    half(model, "yuangong-ast.pth")
    x = spectrograms(2, 128, 128)
    tokens = model.tokens(x)
    pooled = (tokens[:, 0] + tokens[:, 1]) / 2
    positions = fit_positions(model.v.pos_embed, 2, 12, 12, 11, 14)
    store("yuangong-ast", input=x, pooled=pooled, logits=model.mlp_head(pooled), pos_embed=positions)


def ssast():
    """SSAST's frame variant after pre-training on 16 frames, and fine-tuned on 10 (stride 1)."""
    model = randomise(YuanGong((128, 2), (128, 2), (1, 8), pretraining=True), 12)
    model.set_input(128, 16)
    half(model, "ssast-frame.pth")
    x = spectrograms(2, 16, 128)
    tokens = model.tokens(x)
    positions = fit_positions(model.v.pos_embed, 2, 1, 8, 1, 9)
    store("ssast-frame", input=x, tokens=tokens, pooled=tokens[:, 2:].mean(dim=1), pos_embed=positions)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with torch.no_grad():
        transformers_classifier()
        transformers_encoder()
        timm_images()
        timm_spectrograms()
        kernels()
        yuan_gong()
        ssast()
