package org.mast4j.cli.bench;

/** Who else does a {@link Work}, by peer_worker.py, which knows them by their keys. */
public enum Peer {
  TORCH("PyTorch", Precision.F32, true),
  TORCH_COMPILE("torch.compile", Precision.F32, true),
  ONNXRUNTIME("ONNX Runtime", Precision.F32, false),
  OPENVINO("OpenVINO", Precision.F32, false),
  TORCH_AUTOCAST("PyTorch autocast", Precision.BF16, true),
  /** Holds float32 and multiplies bfloat16. */
  TORCH_MEDIUM("PyTorch medium", Precision.BF16, true),
  TORCH_COMPILE_AUTOCAST("torch.compile autocast", Precision.BF16, true),
  OPENVINO_BF16("OpenVINO bf16", Precision.BF16, false),
  ONNXRUNTIME_INT8("ONNX Runtime int8", Precision.INT8, false),
  OPENVINO_INT8("OpenVINO int8", Precision.INT8, false);

  private final String title;
  private final Precision precision;
  private final boolean trains;

  Peer(String title, Precision precision, boolean trains) {
    this.title = title;
    this.precision = precision;
    this.trains = trains;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Whether it compiles C++ before it runs, for minutes. */
  public boolean compiles() {
    return this == TORCH_COMPILE || this == TORCH_COMPILE_AUTOCAST;
  }

  /** What it computes with. */
  public Precision precision() {
    return precision;
  }

  /** Whether it does a work at a precision. */
  public boolean does(Work work, Precision precision) {
    return this.precision == precision && (trains || !work.training());
  }
}
