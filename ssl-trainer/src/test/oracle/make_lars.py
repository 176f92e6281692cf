"""Stores steps of LARS as facebookresearch/moco-v3 has it (moco/optimizer.py, commit c349e6e), with a
clipped norm: a matrix, one that is zero at the start, a vector, and a matrix that doesn't decay.

Run from any folder: python make_lars.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"


class LARS(torch.optim.Optimizer):
    """The reference's lines; no rate scaling or weight decay for parameters <= 1D."""

    def __init__(self, params, lr=0, weight_decay=0, momentum=0.9, trust_coefficient=0.001):
        super().__init__(
            params,
            dict(
                lr=lr,
                weight_decay=weight_decay,
                momentum=momentum,
                trust_coefficient=trust_coefficient,
            ),
        )

    @torch.no_grad()
    def step(self):
        for g in self.param_groups:
            for p in g["params"]:
                dp = p.grad
                if p.ndim > 1:
                    dp = dp.add(p, alpha=g["weight_decay"])
                    param_norm = torch.norm(p)
                    update_norm = torch.norm(dp)
                    one = torch.ones_like(param_norm)
                    q = torch.where(
                        param_norm > 0.0,
                        torch.where(
                            update_norm > 0, (g["trust_coefficient"] * param_norm / update_norm), one
                        ),
                        one,
                    )
                    dp = dp.mul(q)
                state = self.state[p]
                if "mu" not in state:
                    state["mu"] = torch.zeros_like(p)
                mu = state["mu"]
                mu.mul_(g["momentum"]).add_(dp)
                p.add_(mu, alpha=-g["lr"])


def steps(count=5, decay=0.1, clip=1.0):
    generator = torch.Generator().manual_seed(8)
    shapes = {"matrix": (2, 3), "zero": (2, 2), "vector": (3,), "pos_embed": (1, 2, 3)}
    parameters = {
        name: torch.randn(shape, generator=generator).requires_grad_()
        for name, shape in shapes.items()
    }
    with torch.no_grad():
        parameters["zero"].zero_()
    tensors = {name: p.detach().clone() for name, p in parameters.items()}
    optimizer = LARS(
        [
            {"params": [parameters[n] for n in ("matrix", "zero", "vector")], "weight_decay": decay},
            {"params": [parameters["pos_embed"]], "weight_decay": 0.0},
        ]
    )
    rates = []
    for step in range(count):
        size = 0.1 if step % 2 else 2.0  # norms on both sides of the clip
        rates.append(5.0 * (step + 1))
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
    stored = {name: t.contiguous() for name, t in steps().items()}
    save_file(stored, FOLDER / "lars.safetensors")
    print(stored["matrix.after4"].flatten().tolist())
