package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Copies one view to another of the same axes. */
public final class CopyStep extends PrimitiveStep {
  private final StridedView from;
  private final StridedView to;

  /** Regular views of one shape. */
  public CopyStep(StridedView from, StridedView to) {
    super("copy", List.of(from), List.of(to));
    this.from = from;
    this.to = to;
  }

  @Override
  primitive build() {
    argument(dnnl.DNNL_ARG_FROM, from);
    argument(dnnl.DNNL_ARG_TO, to);
    return new reorder(memory(from), memory(to));
  }
}
