"""Stores torch's values for the contrastive loss and for AdamW.

Run from any folder: python make_infonce.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn import functional

FOLDER = Path(__file__).parent.parent / "resources" / "oracle"


def info_nce(queries, keys, temperature):
    return functional.cross_entropy(queries @ keys.T / temperature, torch.arange(len(queries)))


def store_loss(batch=6, width=5, temperature=0.07):
    generator = torch.Generator().manual_seed(3)
    student, teacher = (
        functional.normalize(torch.randn(2 * batch, width, generator=generator, dtype=torch.float64), dim=1)
        for _ in range(2)
    )
    student.requires_grad_()
    fa, fb = student[:batch], student[batch:]
    ha, hb = teacher[:batch], teacher[batch:]
    loss = info_nce(fa, hb, temperature) + info_nce(fb, ha, temperature)
    loss.backward()
    tensors = {
        "student": student.detach(),
        "teacher": teacher,
        "loss": loss.detach().reshape(1),
        "gradient": student.grad,
    }
    save_file({k: v.float().contiguous() for k, v in tensors.items()}, FOLDER / "infonce.safetensors")
    print("loss", loss.item())


def store_queue_loss(batch=6, width=5, size=14, temperature=0.07):
    """MoCo, algorithm 1: the positive is column 0, the queue's keys are the rest."""
    generator = torch.Generator().manual_seed(4)
    student, teacher, queue = (
        functional.normalize(torch.randn(rows, width, generator=generator, dtype=torch.float64), dim=1)
        for rows in (2 * batch, 2 * batch, size)
    )
    student.requires_grad_()

    def moco(queries, keys):
        positive = torch.einsum("nc,nc->n", queries, keys).unsqueeze(-1)
        negative = torch.einsum("nc,kc->nk", queries, queue)
        logits = torch.cat([positive, negative], dim=1) / temperature
        return functional.cross_entropy(logits, torch.zeros(len(queries), dtype=torch.long))

    loss = moco(student[:batch], teacher[batch:]) + moco(student[batch:], teacher[:batch])
    loss.backward()
    tensors = {
        "student": student.detach(),
        "teacher": teacher,
        "queue": queue,
        "loss": loss.detach().reshape(1),
        "gradient": student.grad,
    }
    save_file({k: v.float().contiguous() for k, v in tensors.items()}, FOLDER / "infonce-queue.safetensors")
    print("queue loss", loss.item())


def store_adamw(steps=6, decay=0.1, clip=1.0):
    generator = torch.Generator().manual_seed(5)
    matrix = torch.randn(2, 3, generator=generator, requires_grad=True)
    vector = torch.randn(3, generator=generator, requires_grad=True)
    tensors = {"matrix": matrix.detach().clone(), "vector": vector.detach().clone()}
    groups = [{"params": [matrix], "weight_decay": decay}, {"params": [vector], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups)
    rates, norms = [], []
    for step in range(steps):
        # Norms on both sides of the clip.
        size = 0.1 if step % 2 else 2.0
        rates.append(0.05 * (step + 1))
        for name, parameter in (("matrix", matrix), ("vector", vector)):
            parameter.grad = size * torch.randn(parameter.shape, generator=generator)
            tensors[f"{name}.gradient{step}"] = parameter.grad.clone()
        norms.append(float(torch.nn.utils.clip_grad_norm_([matrix, vector], clip)))
        for group in optimizer.param_groups:
            group["lr"] = rates[-1]
        optimizer.step()
        tensors[f"matrix.after{step}"] = matrix.detach().clone()
        tensors[f"vector.after{step}"] = vector.detach().clone()
    tensors["rates"] = torch.tensor(rates)
    tensors["norms"] = torch.tensor(norms)
    save_file({k: v.contiguous() for k, v in tensors.items()}, FOLDER / "adamw.safetensors")
    print("norms", norms)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    store_loss()
    store_queue_loss()
    store_adamw()
