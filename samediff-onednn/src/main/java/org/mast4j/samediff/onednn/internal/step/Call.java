package org.mast4j.samediff.onednn.internal.step;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/** A primitive with its arguments. */
final class Call {
  private final primitive primitive;
  private final IntMemoryMap arguments;

  Call(primitive primitive) {
    this(primitive, new IntMemoryMap());
  }

  Call(primitive primitive, IntMemoryMap arguments) {
    this.primitive = primitive;
    this.arguments = arguments;
  }

  Call with(int index, memory memory) {
    arguments.put(index, memory);
    return this;
  }

  /** Bytes that the primitive needs while it runs, of the caller's. */
  long scratchpadBytes() {
    dnnl_memory_desc desc =
        dnnl.dnnl_primitive_desc_query_md(
            primitive.get_dnnl_primitive_desc(), dnnl.dnnl_query_scratchpad_md, 0);
    return dnnl.dnnl_memory_desc_get_size(desc);
  }

  void run() {
    primitive.execute(PrimitiveStep.STREAM, arguments);
  }
}
