package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** A primitive with its arguments. */
final class Call {
  private final primitive primitive;
  private final IntMemoryMap arguments = new IntMemoryMap();

  Call(primitive primitive) {
    this.primitive = primitive;
  }

  Call with(int index, memory memory) {
    arguments.put(index, memory);
    return this;
  }

  void run() {
    primitive.execute(PrimitiveStep.STREAM, arguments);
  }
}
