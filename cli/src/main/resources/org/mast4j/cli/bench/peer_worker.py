"""Does one work of mast4j bench by one of its peers: see Turns.java for what is said.

ARGV: a key of PEERS, the work's key (or gemm: large matrix products), how many threads. A work that
ends with so many seconds is one clip of these, for which half of the machine's memory is to do.

A peer that takes a converted model has it converted by a process of its own, whose time and memory
aren't measured. Weights and clips come from one seed, in every process. Pinned: see PINNED.
"""

import contextlib
import multiprocessing
import os
import re
import resource
import sys
import tempfile
import time
import traceback
from functools import partial

PINNED = {
    "torch": "2.11.0",
    "timm": "1.0.22",
    "transformers": "4.57.1",
    "onnx": "1.23.2",
    "onnxruntime": "1.32.0",
    "openvino": "2026.4.1",
    "nncf": "3.4.0",
}
CLASSES = 35


def ast(frames):
    import torch
    from transformers import ASTConfig, ASTForAudioClassification

    class Ast(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = ASTForAudioClassification(
                ASTConfig(max_length=frames, num_labels=CLASSES, attn_implementation="sdpa")
            )

        def forward(self, x):
            return self.model(x).logits

    return Ast()


def mast(side=566):
    from timm.models.mvitv2 import MultiScaleVit, MultiScaleVitCfg

    config = MultiScaleVitCfg(
        depths=(1, 2, 11, 2), patch_kernel=(16, 16), patch_stride=(10, 10), patch_padding=(0, 0)
    )
    # 566 gives tables for 56 x 56 patches, those of ImageNet weights; timm wants a square there.
    return MultiScaleVit(config, img_size=side, in_chans=1, num_classes=CLASSES)


def long_clip(work):
    """The model and the frames of a work such as ast-base-300s; None for others."""
    match = re.fullmatch(r"(\S+)-(\d+)s", work)
    if not match:
        return None
    model, frames = match[1], 100 * int(match[2])
    if model not in ("ast-base", "mast-small"):
        sys.exit(f"peers have ast-base and mast-small, no {model}")
    return model, frames


def model_and_clips(work):
    """In evaluation mode, without dropout or drop path in training either, as the other side."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    if long_clip(work):
        name, frames = long_clip(work)
        if name == "ast-base":
            model, x = ast(frames), torch.randn(1, frames, 128)
        else:
            # timm rounds the tables' sizes down where it pools, and those of the tokens up
            model, x = mast(frames + 160), torch.randn(1, 1, 128, frames)
    elif work.startswith("ast-base"):
        clips, frames = (1, 1024) if work.endswith("1x1214") else (8, 126)
        model, x = ast(frames), torch.randn(clips, frames, 128)
    else:
        clips = int(work.rsplit("-", 1)[1])
        model, x = mast(), torch.randn(clips, 1, 128, 512)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return model.eval(), x


# Each peer is a call that does the work, and one that gives the work's logits as an array.


def torch_peer(work, autocast=False, medium=False, compiled=False):
    import torch

    torch.set_float32_matmul_precision("medium" if medium else "highest")
    model, x = model_and_clips(work)
    forward = torch.compile(model) if compiled else model

    def precision():
        return torch.autocast("cpu", torch.bfloat16) if autocast else contextlib.nullcontext()

    def infer():
        with torch.inference_mode(), precision():
            return forward(x)

    def step():
        optimizer.zero_grad()
        with precision():
            loss = torch.nn.functional.cross_entropy(forward(x), labels)
        loss.backward()
        optimizer.step()

    call = infer
    if "-train-" in work:
        model.train()
        labels = torch.arange(len(x)) % CLASSES
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
        call = step
    if compiled:
        call()
    return call, lambda: infer().float().numpy()


def onnxruntime_peer(work, int8=False):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    with converted(to_onnx, work, int8) as (folder, x):
        session = onnxruntime.InferenceSession(
            os.path.join(folder, "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
    call = lambda: session.run(None, {"x": x})
    return call, lambda: call()[0]


def to_onnx(work, int8, folder):
    import numpy
    import onnx  # noqa: F401, what the exporter and the quantizer need
    import torch

    model, x = model_and_clips(work)
    numpy.save(os.path.join(folder, "x.npy"), x.numpy())
    target = os.path.join(folder, "model.onnx")
    exported = os.path.join(folder, "float.onnx") if int8 else target
    torch.onnx.export(model, (x,), exported, dynamo=False, opset_version=17, input_names=["x"])
    if int8:
        from onnxruntime.quantization import QuantType, quant_pre_process, quantize_dynamic

        inferred = os.path.join(folder, "inferred.onnx")
        quant_pre_process(exported, inferred, skip_symbolic_shape=True)  # the batch is fixed
        quantize_dynamic(
            inferred, target, ["MatMul", "Gemm"], per_channel=True, weight_type=QuantType.QInt8
        )


def openvino_peer(work, precision):
    import openvino

    core = openvino.Core()
    if precision == "bf16" and "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        sys.exit("OpenVINO has no bf16 on this CPU")
    with converted(to_openvino, work, precision == "int8") as (folder, x):
        compiled = core.compile_model(
            os.path.join(folder, "model.xml"),
            "CPU",
            {
                "INFERENCE_NUM_THREADS": threads,
                "PERFORMANCE_HINT": "LATENCY",
                # of int8 the rest is as OpenVINO chooses: bf16 where the CPU has it
                **({} if precision == "int8" else {"INFERENCE_PRECISION_HINT": precision}),
            },
        )
        request = compiled.create_infer_request()
        call = lambda: request.infer([x])
        call()  # weights are read where they are needed
    return call, lambda: call()[compiled.output(0)]


def to_openvino(work, int8, folder):
    import numpy
    import openvino

    if int8:
        import nncf
    model, x = model_and_clips(work)
    numpy.save(os.path.join(folder, "x.npy"), x.numpy())
    graph = openvino.convert_model(model, example_input=x, input=list(x.shape))
    if int8:
        graph = nncf.quantize(
            graph, nncf.Dataset([x.numpy()]), model_type=nncf.ModelType.TRANSFORMER
        )
    openvino.save_model(graph, os.path.join(folder, "model.xml"), compress_to_fp16=False)


@contextlib.contextmanager
def converted(convert, *arguments):
    """A folder with the converted model, and the clips."""
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(convert, (*arguments, folder))
        yield folder, numpy.load(os.path.join(folder, "x.npy"))


PEERS = {
    "torch": torch_peer,
    "torch-compile": partial(torch_peer, compiled=True),
    "torch-autocast": partial(torch_peer, autocast=True),
    "torch-medium": partial(torch_peer, medium=True),
    "torch-compile-autocast": partial(torch_peer, autocast=True, compiled=True),
    "onnxruntime": onnxruntime_peer,
    "onnxruntime-int8": partial(onnxruntime_peer, int8=True),
    "openvino": partial(openvino_peer, precision="f32"),
    "openvino-bf16": partial(openvino_peer, precision="bf16"),
    "openvino-int8": partial(openvino_peer, precision="int8"),
}


def products(bfloat16, size=1024, count=10):
    import torch

    torch.set_num_threads(threads)
    a, b, c = (torch.ones(size, size, dtype=torch.bfloat16 if bfloat16 else None) for _ in range(3))

    def call():
        for _ in range(count):
            torch.mm(a, b, out=c)

    return call, count


def prepared(peer, work):
    """A call, how many items it does, and what gives the logits."""
    try:
        if work == "gemm":
            return *products("autocast" in peer), None
        if long_clip(work):
            half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
            resource.setrlimit(resource.RLIMIT_DATA, (half, half))  # of what it converts, too
        call, logits = PEERS[peer](work)
        return call, 1, logits
    except ImportError as e:
        package = f"{e.name}=={PINNED[e.name]}" if e.name in PINNED else e.name
        install = f"{sys.executable} -m pip install {package}"
        sys.exit(f"{sys.executable} has no {e.name}; install it: {install}")
    except Exception as e:
        traceback.print_exc()
        sys.exit(f"{type(e).__name__}: {next(iter(str(e).strip().splitlines()), '')}")


def main():
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print isn't an answer
    call, items, logits = prepared(sys.argv[1], sys.argv[2])
    print("ready", file=answers)
    for line in sys.stdin:
        if line.strip() == "logits":
            print(*(repr(float(value)) for value in logits().ravel()), file=answers)
        else:
            start = time.perf_counter()
            call()
            print((time.perf_counter() - start) * 1e3 / items, file=answers)
    megabyte = 1024**2 if sys.platform == "darwin" else 1024  # in bytes there, in KiB on Linux
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / megabyte, file=answers)


threads = int(sys.argv[3])
if __name__ == "__main__":
    main()
