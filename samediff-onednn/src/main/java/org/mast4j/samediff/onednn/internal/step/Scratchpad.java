package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * What kernels need only while they run: one piece of memory for all of a plan's, which run one
 * after the other. Primitives that bring their own aren't to be run by several threads.
 */
public final class Scratchpad {
  private Scratchpad() {}

  /** Gives it to steps that are prepared; freed with the scope of pointers that is open. */
  public static void share(List<Step> steps) {
    long bytes = 0;
    for (Step step : steps) {
      for (Call call : step.calls()) {
        bytes = Math.max(bytes, call.scratchpadBytes());
      }
    }
    if (bytes == 0) {
      return;
    }
    memory.desc desc = new memory.desc(new long[] {bytes}, memory.data_type.u8, new long[] {1});
    memory all = new memory(desc, PrimitiveStep.ENGINE);
    for (Step step : steps) {
      for (Call call : step.calls()) {
        if (call.scratchpadBytes() > 0) {
          call.with(dnnl.DNNL_ARG_SCRATCHPAD, all);
        }
      }
    }
  }
}
