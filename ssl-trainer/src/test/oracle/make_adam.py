"""Stores the steps of torch.optim.Adam with AST's betas, with weight decay on the matrix alone and a
clipped norm.

Run from any folder: python make_adam.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"


def steps(count=5, decay=0.1, clip=1.0):
    generator = torch.Generator().manual_seed(7)
    parameters = {
        name: torch.randn(shape, generator=generator).requires_grad_()
        for name, shape in (("matrix", (2, 3)), ("vector", (3,)))
    }
    tensors = {name: p.detach().clone() for name, p in parameters.items()}
    groups = [
        {"params": [parameters["matrix"]], "weight_decay": decay},
        {"params": [parameters["vector"]], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.Adam(groups, betas=(0.95, 0.999))
    rates = []
    for step in range(count):
        size = 0.1 if step % 2 else 2.0  # norms on both sides of the clip
        rates.append(0.05 * (step + 1))
        for name, parameter in parameters.items():
            parameter.grad = size * torch.randn(parameter.shape, generator=generator)
            tensors[f"{name}.gradient{step}"] = parameter.grad.clone()
        torch.nn.utils.clip_grad_norm_(parameters.values(), clip)
        for group in optimizer.param_groups:
            group["lr"] = rates[-1]
        optimizer.step()
        for name, parameter in parameters.items():
            tensors[f"{name}.after{step}"] = parameter.detach().clone()
    tensors["rates"] = torch.tensor(rates)
    return tensors


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    tensors = {name: t.contiguous() for name, t in steps().items()}
    save_file(tensors, FOLDER / "adam.safetensors")
    print(tensors["matrix.after4"].flatten().tolist())
