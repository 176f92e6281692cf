"""Stores 50 steps of SS-MAST and of SSAST by torch, and what SSAST's masks are like.

Run from any folder: python make_pretraining.py. Weights before the first step are under "start.",
batch i of the cycle under "views.i." and "kept.i." or "masked.i."; "loss" is each step's, and
"embeddings" those of "clips" after the last one.
"""

import copy
import math
import random
from pathlib import Path

import torch
from safetensors.torch import save_file
from timm.models.deit import VisionTransformerDistilled
from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg
from torch import nn
from torch.nn import functional

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"
LARGEST_FILE = 150_000
STEPS, WARMUP, BATCHES = 50, 5, 5
MELS, FRAMES, PATCH = 12, 20, 4


def rate(peak, step):
    if step < WARMUP:
        return peak * (step + 1) / WARMUP
    return peak * 0.5 * (1 + math.cos(math.pi * (step - WARMUP) / (STEPS - WARMUP)))


def waves(clips, generator):
    """Plane waves, of which a part tells the rest; [clips, MELS, FRAMES]."""
    slopes = torch.rand(clips, 3, 1, 1, generator=generator) * torch.tensor([0.5, 0.5, 6.0]).reshape(1, 3, 1, 1)
    over_mels, over_frames, phase = slopes.unbind(1)
    return 1.4 * torch.sin(over_mels * torch.arange(MELS).reshape(-1, 1) + over_frames * torch.arange(FRAMES) + phase)


def noisy(clips, generator):
    return clips + 0.3 * torch.randn(clips.shape, generator=generator)


def store(name, tensors):
    """Clips and views lie as [clips, FRAMES, MELS] there."""
    file = FOLDER / name
    for key in tensors:
        if key == "clips" or key.startswith("views."):
            tensors[key] = tensors[key].transpose(1, 2)
    save_file({key: value.detach().float().contiguous() for key, value in tensors.items()}, file)
    assert file.stat().st_size < LARGEST_FILE, (name, file.stat().st_size)
    print(name, file.stat().st_size, "bytes")


class Mast(nn.Module):
    """Patches of 4 x 4 with a stride of 2, of which each row keeps some; mean of the last tokens."""

    def __init__(self, width=6):
        super().__init__()
        cfg = MultiScaleVitCfg(
            depths=(1, 1), embed_dim=8, patch_kernel=(PATCH, PATCH), patch_stride=(2, 2), patch_padding=(0, 0)
        )
        timm = MultiScaleVit(cfg, img_size=24, in_chans=1, num_classes=0)
        self.patch_embed, self.stages = timm.patch_embed, timm.stages
        self.projection = nn.Linear(16, width)

    def embed(self, x, kept=None):
        x, (rows, columns) = self.patch_embed(x.unsqueeze(1))
        if kept is not None:
            x = x.gather(1, kept.unsqueeze(-1).expand(-1, -1, x.shape[-1]))
            columns = kept.shape[1] // rows
        for stage in self.stages:
            x, (rows, columns) = stage(x, (rows, columns))
        return x.mean(1)

    def forward(self, x, kept):
        return functional.normalize(self.projection(self.embed(x, kept)), dim=1)


def store_ssmast(batch=4, rows=5, columns=9, left=7, peak=3e-3, decay=0.04, momentum=0.9, temperature=0.2):
    generator = torch.Generator().manual_seed(11)
    torch.manual_seed(11)
    student = Mast()
    teacher = copy.deepcopy(student)
    tensors = {f"start.{key}": value.detach().clone() for key, value in student.state_dict().items()}
    clips = waves(batch, generator)
    for i in range(BATCHES):
        tensors[f"views.{i}"] = noisy(clips.repeat(2, 1, 1), generator)
        columns_kept = torch.rand(2 * batch, rows, columns, generator=generator).argsort(-1)[..., :left].sort(-1)[0]
        offsets = columns * torch.arange(rows).reshape(1, rows, 1)
        tensors[f"kept.{i}"] = (columns_kept + offsets).reshape(2 * batch, rows * left)

    def info_nce(queries, keys):
        return functional.cross_entropy(queries @ keys.T / temperature, torch.arange(batch))

    matrices = [p for p in student.parameters() if p.dim() > 1]
    vectors = [p for p in student.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]
    )
    losses = []
    for step in range(STEPS):
        views, kept = tensors[f"views.{step % BATCHES}"], tensors[f"kept.{step % BATCHES}"]
        f = student(views, kept)
        with torch.no_grad():
            h = teacher(views, kept)
        loss = info_nce(f[:batch], h[batch:]) + info_nce(f[batch:], h[:batch])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = rate(peak, step)
        optimizer.step()
        with torch.no_grad():
            for average, parameter in zip(teacher.parameters(), student.parameters()):
                average.mul_(momentum).add_(parameter, alpha=1 - momentum)
        losses.append(loss.item())
    tensors |= {"loss": torch.tensor(losses), "clips": clips, "embeddings": student.embed(clips)}
    print("ss-mast", losses[:3], losses[-3:])
    store("ssmast-steps.safetensors", tensors)


def gen_maskid_patch(sequence_len, mask_size, p_t_dim, cluster=3):
    """YuanGongND/ssast, src/models/ast_models.py."""
    mask_id = []
    cur_clus = random.randrange(cluster) + 3
    while len(list(set(mask_id))) <= mask_size:
        start_id = random.randrange(sequence_len)
        cur_mask = []
        for i in range(0, cur_clus):
            for j in range(0, cur_clus):
                mask_cand = start_id + p_t_dim * i + j
                if mask_cand > 0 and mask_cand < sequence_len:
                    cur_mask.append(mask_cand)
        mask_id = mask_id + cur_mask
    return list(set(mask_id))[:mask_size]


class Ssast(nn.Module):
    """mpc and mpg of the same file, of the same masks, on a tiny distilled DeiT."""

    def __init__(self, width=8):
        super().__init__()
        self.v = VisionTransformerDistilled(
            img_size=(MELS, FRAMES), patch_size=PATCH, in_chans=1, num_classes=0, embed_dim=width, depth=2, num_heads=2
        )
        self.cpredlayer = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, PATCH * PATCH))
        self.gpredlayer = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, PATCH * PATCH))
        self.unfold = nn.Unfold(kernel_size=PATCH, stride=PATCH)
        self.mask_embed = nn.Parameter(nn.init.xavier_normal_(torch.zeros(1, 1, width)))

    def encode(self, x):
        clips = x.shape[0]
        x = torch.cat((self.v.cls_token.expand(clips, -1, -1), self.v.dist_token.expand(clips, -1, -1), x), dim=1)
        x = x + self.v.pos_embed
        for block in self.v.blocks:
            x = block(x)
        return self.v.norm(x)[:, 2:]

    def embed(self, x):
        return self.encode(self.v.patch_embed(x.unsqueeze(1))).mean(1)

    def forward(self, x, mask_index):
        clips, masked = mask_index.shape
        patches = self.unfold(x.unsqueeze(1)).transpose(1, 2)
        x = self.v.patch_embed(x.unsqueeze(1))
        mask_dense = torch.ones(x.shape[:2]).scatter(1, mask_index, 0.0).unsqueeze(-1)
        tokens = self.encode(x * mask_dense + (1 - mask_dense) * self.mask_embed)
        nce, correct, mse = 0.0, 0, 0.0
        for i in range(clips):
            target = patches[i, mask_index[i]]
            total = target @ self.cpredlayer(tokens[i, mask_index[i]]).T
            correct += (total.softmax(-1).argmax(0) == torch.arange(masked)).sum()
            nce = nce - total.log_softmax(-1).diag().sum()
            mse = mse + ((self.gpredlayer(tokens[i, mask_index[i]]) - target) ** 2).mean()
        return correct / (clips * masked), nce / (clips * masked), mse / clips

    def named(self):
        """The weights by MAST4J's keys."""
        heads = {"cpredlayer.": "discriminative.", "gpredlayer.": "generative."}
        layers = {"0.": "fc1.", "2.": "fc2."}
        named = {"mask_token": self.mask_embed}
        for key, value in self.v.state_dict().items():
            if not key.startswith("head"):
                named[key] = value
        for module, head in heads.items():
            for key, value in self.state_dict().items():
                if key.startswith(module):
                    layer = key.removeprefix(module)
                    named[head + layers[layer[:2]] + layer[2:]] = value
        return named


def store_ssast(batch=4, masked=8, columns=5, peak=1e-2):
    generator = torch.Generator().manual_seed(12)
    torch.manual_seed(12)
    random.seed(12)
    model = Ssast()
    tensors = {f"start.{key}": value.detach().clone() for key, value in model.named().items()}
    clips = waves(batch, generator)
    for i in range(BATCHES):
        tensors[f"views.{i}"] = noisy(clips, generator)
        tensors[f"masked.{i}"] = torch.tensor([gen_maskid_patch(15, masked, columns) for _ in range(batch)])
    optimizer = torch.optim.Adam(model.parameters(), weight_decay=5e-7, betas=(0.95, 0.999))
    metrics = []
    for step in range(STEPS):
        accuracy, nce, mse = model(tensors[f"views.{step % BATCHES}"], tensors[f"masked.{step % BATCHES}"])
        loss = nce + 10 * mse
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), math.inf)
        for group in optimizer.param_groups:
            group["lr"] = rate(peak, step)
        optimizer.step()
        metrics.append([float(x) for x in (loss.detach(), nce.detach(), mse.detach(), accuracy, norm)])
    columns = torch.tensor(metrics).T
    for name, values in zip(("loss", "info_nce", "mse", "accuracy", "gradient_norm"), columns):
        tensors[name] = values
    tensors |= {"clips": clips, "embeddings": model.embed(clips)}
    print("ssast", metrics[:2], metrics[-2:])
    store("ssast-steps.safetensors", tensors)


def store_masks(draws=4_000):
    """How often each patch is masked, and how many masked patches have a masked right or upper neighbour."""
    random.seed(13)
    tensors = {}
    for rows, columns, masked in ((8, 64, 400), (8, 64, 100), (4, 6, 18)):
        size = rows * columns
        frequency, right, above = [0] * size, 0, 0
        for _ in range(draws):
            mask = set(gen_maskid_patch(size, masked, columns))
            assert len(mask) == masked
            for patch in mask:
                frequency[patch] += 1
                right += patch + 1 in mask and (patch + 1) % columns != 0
                above += patch + columns in mask
        name = f"{rows}x{columns}.{masked}"
        tensors[f"{name}.frequency"] = torch.tensor(frequency) / draws
        tensors[f"{name}.neighbours"] = torch.tensor([right, above]) / draws
    store("ssast-masks.safetensors", tensors)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    store_ssmast()
    store_ssast()
    store_masks()
