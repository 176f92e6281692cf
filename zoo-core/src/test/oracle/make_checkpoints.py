"""Stores small checkpoints as PyTorch and huggingface_hub write them, for CheckpointsOracleTest.

Run from any folder: python make_checkpoints.py. expected.safetensors holds the tensors of each
readable file, under "<file>:<key>".
"""

import os
import sys
from collections import OrderedDict
from pathlib import Path
from unittest import mock

import torch
from huggingface_hub import save_torch_state_dict
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "resources" / "oracle" / "checkpoints"

INTEGERS = {
    "i64": (torch.int64, [-(2**63), 2**63 - 1]),
    "i32": (torch.int32, [-(2**31), 2**31 - 1]),
    "i16": (torch.int16, [-(2**15), 2**15 - 1]),
    "i8": (torch.int8, [-128, 127]),
    "u8": (torch.uint8, [0, 255]),
    "u16": (torch.uint16, [0, 65535]),
    "u32": (torch.uint32, [0, 2**32 - 1]),
    "bool": (torch.bool, [True, False]),
}
UNKNOWN_TO_HUB = {torch.uint16, torch.uint32}
FLOATS = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def types():
    tensors = {key: torch.tensor(values, dtype=dtype) for key, (dtype, values) in INTEGERS.items()}
    for key, dtype in FLOATS.items():
        tensors[key] = torch.tensor([[0.1, -2.5, 1e-5], [65504.0, 0.0, 3.0]], dtype=dtype)
    return tensors


def views(generator):
    matrix = torch.randn(4, 6, generator=generator)
    cube = torch.randn(2, 3, 4, generator=generator)
    return {
        "matrix": matrix,
        "tied": matrix,
        "transposed": matrix.t(),
        "rows": matrix[1:3],
        "columns": matrix[:, 1:6:2],
        "permuted": cube.permute(2, 0, 1),
        "expanded": torch.arange(3).expand(2, 3),
        "position_ids": torch.arange(5).expand((1, -1)),
        "scalar": torch.tensor(7.5),
        "empty": torch.empty(0, 3),
        "half transposed": torch.randn(3, 2, generator=generator).half().t(),
        "bool columns": torch.tensor([[True, False], [False, True], [True, True]])[:, 1],
    }


def model(generator):
    layers = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2))
    for parameter in layers.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator)
    return layers


def training(generator):
    layers = model(generator)
    optimizer = torch.optim.Adam(layers.parameters())
    layers(torch.randn(1, 1, 4, 4, generator=generator)).sum().backward()
    optimizer.step()
    return {
        "epoch": 3,
        "accuracy": torch.tensor(0.5),
        "model": OrderedDict(layers.named_parameters()),
        "optimizer": optimizer.state_dict(),
        "history": [0.5, {"loss": None}, (1, True)],
        "seed": 2**70,
    }


def flat(checkpoint):
    for wrapper in ("state_dict", "model"):
        if isinstance(checkpoint.get(wrapper), dict):
            return flat(checkpoint[wrapper])
    tensors = {}
    for key, value in checkpoint.items():
        if isinstance(value, dict):
            tensors.update({f"{key}.{inner}": tensor for inner, tensor in flat(value).items()})
        else:
            tensors[key] = value
    return tensors


class Hostile:
    def __reduce__(self):
        return os.system, ("touch executed",)


def store_readable():
    generator = torch.Generator().manual_seed(11)
    weight = torch.nn.Parameter(torch.randn(2, generator=generator))
    weight.note = "a parameter with state"
    nested = {"encoder": model(generator).state_dict(), "head": {"bias": torch.ones(2)}}
    checkpoints = {
        "state-dict.pth": model(generator).state_dict(),
        "types.pth": types(),
        "views.bin": views(generator),
        "training.pt": training(generator),
        "nested.pth": {"state_dict": nested},
        "parameter-with-state.pth": {"weight": weight},
    }
    for name, checkpoint in checkpoints.items():
        torch.save(checkpoint, FOLDER / name)
    checkpoints["protocol-4.pth"] = checkpoints["state-dict.pth"]
    torch.save(checkpoints["protocol-4.pth"], FOLDER / "protocol-4.pth", pickle_protocol=4)
    checkpoints["big-endian.pth"] = {"weight": torch.tensor([1.0, -2.0])}
    store_big_endian(FOLDER / "big-endian.pth")
    expected = {}
    for name, checkpoint in checkpoints.items():
        for key, tensor in flat(checkpoint).items():
            expected[f"{name}:{key}"] = tensor.detach().contiguous().clone()
    shards = {key: tensor for key, tensor in types().items() if tensor.dtype not in UNKNOWN_TO_HUB}
    save_torch_state_dict(shards, FOLDER / "sharded", max_shard_size=40)
    expected.update({f"sharded:{key}": tensor for key, tensor in shards.items()})
    save_file(expected, FOLDER / "expected.safetensors")


def store_big_endian(file):
    """What a big-endian machine writes; torch.load swaps the bytes, which is checked."""
    swapped = torch.tensor([0x0000803F, 0x000000C0], dtype=torch.int32).view(torch.float32)
    with mock.patch.object(sys, "byteorder", "big"):
        torch.save({"weight": swapped}, file)
    assert torch.load(file, weights_only=True)["weight"].tolist() == [1.0, -2.0]


def store_refused():
    torch.save(
        {"weight": torch.ones(1)}, FOLDER / "old-format.pth", _use_new_zipfile_serialization=False
    )
    torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), FOLDER / "script.pt")
    torch.save({"weight": torch.ones(1), "hook": Hostile()}, FOLDER / "os-system.pth")
    torch.save({"hook": Hostile()}, FOLDER / "os-system-4.pth", pickle_protocol=4)
    torch.save({"weight": torch.ones(1, dtype=torch.complex64)}, FOLDER / "complex.pth")
    negated = torch.ones(1, dtype=torch.complex64).conj().imag
    torch.save({"weight": negated}, FOLDER / "lazily-negated.pth")
    torch.save(torch.ones(1), FOLDER / "single-tensor.pth")


def store_rounding():
    """Values at and beside the middle between neighbours of each narrow type, and extremes."""
    halves = torch.arange(0, 2**16, 97, dtype=torch.int32).to(torch.uint16).view(torch.float16)
    halves = halves[torch.isfinite(halves)].float()
    ties = (halves[:-1] + halves[1:]) / 2
    generator = torch.Generator().manual_seed(12)
    bits = torch.randint(-(2**31), 2**31, (500,), generator=generator).to(torch.int32)
    anything = bits.view(torch.float32)
    finite = torch.cat([halves, ties, torch.nextafter(ties, torch.tensor(1e9)), anything])
    special = torch.tensor([65504.0, 65519.9, 65520.0, 1e9, -1e9, 2e-8, 3e-8, -0.0, float("inf")])
    values = torch.cat([finite[torch.isfinite(finite)], special])
    tensors = {"f32": values, "f16": values.half(), "bf16": values.bfloat16()}
    save_file(tensors, FOLDER / "rounding.safetensors")


if __name__ == "__main__":
    (FOLDER / "sharded").mkdir(parents=True, exist_ok=True)
    store_readable()
    store_refused()
    store_rounding()
