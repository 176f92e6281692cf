"""Stores a model's weights in half precision: python3 study/half.py MODEL OUT, both model directories.

Rounds to nearest, ties to even. Needs no package; the JSON files are copied as they are.
"""
import json
import shutil
import struct
import sys
from pathlib import Path

WEIGHTS = "model.safetensors"


def halve(data: bytes) -> bytes:
    """A safetensors file whose F32 tensors are F16; their order stays."""
    length = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    halves, start = [], 0
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        if tensor["dtype"] != "F32":
            sys.exit(f"{name} is {tensor['dtype']}; expected F32")
        begin, end = tensor["data_offsets"]
        values = struct.unpack(f"<{(end - begin) // 4}f", body[begin:end])
        halves.append(struct.pack(f"<{len(values)}e", *values))
        tensor.update(dtype="F16", data_offsets=[start, start + len(halves[-1])])
        start += len(halves[-1])
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(halves)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "front-end.json"):
        shutil.copyfile(source / name, target / name)
    (target / WEIGHTS).write_bytes(halve((source / WEIGHTS).read_bytes()))
