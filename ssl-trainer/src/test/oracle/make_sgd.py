"""Stores the steps of torch.optim.SGD with momentum, plain and Nesterov's, with weight decay on the
matrix alone, a clipped norm, and a moving average of the weights.

Run from any folder: python make_sgd.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"


def steps(nesterov, count=5, decay=0.1, momentum=0.9, clip=1.0, kept=0.75):
    generator = torch.Generator().manual_seed(6)
    parameters = {
        name: torch.randn(shape, generator=generator).requires_grad_()
        for name, shape in (("matrix", (2, 3)), ("vector", (3,)))
    }
    averages = {name: p.detach().clone() for name, p in parameters.items()}
    tensors = {name: p.detach().clone() for name, p in parameters.items()}
    groups = [
        {"params": [parameters["matrix"]], "weight_decay": decay},
        {"params": [parameters["vector"]], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.SGD(groups, lr=1.0, momentum=momentum, nesterov=nesterov)
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
            averages[name] = kept * averages[name] + (1 - kept) * parameter.detach()
            tensors[f"{name}.after{step}"] = parameter.detach().clone()
            tensors[f"{name}.average{step}"] = averages[name].clone()
    tensors["rates"] = torch.tensor(rates)
    return tensors


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, nesterov in (("sgd", False), ("sgd-nesterov", True)):
        tensors = {name: t.contiguous() for name, t in steps(nesterov).items()}
        save_file(tensors, FOLDER / f"{file}.safetensors")
        print(file, tensors["matrix.after4"].flatten().tolist())
