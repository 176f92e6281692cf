"""Stores small checkpoints as training code leaves them, for CheckpointsOracleTest: weights beside
everything that such code keeps with them, below wrappers' prefixes, and in shards.

Run from any folder: python make_training_checkpoints.py. training-expected.safetensors holds what
timm (clean_state_dict, load_state_dict) or transformers reads of each file, under "<file>:<key>".
"""

import argparse
import datetime
import enum
import functools
from collections import Counter, OrderedDict, defaultdict, deque
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from huggingface_hub import save_torch_state_dict
from omegaconf import OmegaConf
from safetensors.torch import save_file
from timm.models import load_state_dict

FOLDER = Path(__file__).parent.parent / "resources" / "oracle" / "checkpoints"


class Phase(enum.Enum):
    WARM_UP = 1


class Settings(dict):
    """A dict of a class of its own, as Lightning's AttributeDict."""


def model(seed):
    generator = torch.Generator().manual_seed(seed)
    layers = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    for parameter in layers.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator)
    return layers


def beside():
    layers = model(1)
    optimizer = torch.optim.AdamW(layers.parameters())
    layers(torch.randn(4, 3)).sum().backward()
    optimizer.step()
    losses = defaultdict(list)
    losses["train"].append(np.float32(0.5))
    return {
        "epoch": 3,
        "arch": "mvitv2_small",
        "args": argparse.Namespace(data=Path("data"), lr=np.float64(1e-3), amp=torch.float16),
        "optimizer": optimizer.state_dict(),
        "amp_scaler": {"scale": 65536.0, "_growth_tracker": 0},
        "metric": np.float64(71.25),
        "metrics": np.arange(3),
        "rng": np.random.RandomState(0).get_state(),
        "size": torch.Size([1, 2]),
        "seen": {1, 2},
        "frozen": frozenset({"a"}),
        "losses": losses,
        "recent": deque([0.1, 0.2], maxlen=4),
        "counts": Counter("abca"),
        "path": PurePosixPath("runs/1"),
        "time": datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
        "took": datetime.timedelta(seconds=3),
        "phase": Phase.WARM_UP,
        "device": torch.device("cpu"),
        "step": functools.partial(pow, 2),
        "config": OmegaConf.create({"model": {"width": [1, 2]}, "lr": 1e-3}),
        "settings": Settings(lr=1e-3),
        "blob": b"\x00\xff",
        "buffer": bytearray(b"ab"),
        "by pair": {(0, 1): "a", None: "b"},
        "slice": slice(0, 3),
        "complex": 1 + 2j,
        "sparse": torch.eye(2).to_sparse(),
        "phases": torch.ones(1, dtype=torch.complex64),
        "quantized": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
        "tensor class": torch.nn.Parameter,
        "loss": torch.nn.CrossEntropyLoss(),
    }


def store():
    weights = model(2).state_dict()
    averaged = model(3).state_dict()
    prefixed = lambda prefix: OrderedDict((prefix + key, w) for key, w in weights.items())
    checkpoints = {
        "timm-training.pth.tar": {**beside(), "state_dict": weights, "state_dict_ema": averaged},
        "namespace.pth": {"model": weights, "args": argparse.Namespace(rate=1e-3)},
        "model-and-ema.pt": {"model": weights, "ema": averaged, **beside()},
        "no-average.pth": {"state_dict": weights, "state_dict_ema": None},
    }
    for name, checkpoint in checkpoints.items():
        torch.save(checkpoint, FOLDER / name)
    torch.save(checkpoints["timm-training.pth.tar"], FOLDER / "protocol-5.ckpt", pickle_protocol=5)
    expected = {}
    for name in [*checkpoints, "protocol-5.ckpt"]:
        for key, tensor in load_state_dict(FOLDER / name, weights_only=False).items():
            expected[f"{name}:{key}"] = tensor.contiguous().clone()
    save_torch_state_dict(
        weights, FOLDER / "sharded-bin", max_shard_size=20, safe_serialization=False
    )
    expected.update({f"sharded-bin:{key}": tensor for key, tensor in weights.items()})
    save_file(expected, FOLDER / "training-expected.safetensors")


if __name__ == "__main__":
    (FOLDER / "sharded-bin").mkdir(parents=True, exist_ok=True)
    store()
