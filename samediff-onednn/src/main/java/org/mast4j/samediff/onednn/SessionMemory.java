package org.mast4j.samediff.onednn;

import org.nd4j.autodiff.samediff.internal.SessionMemMgr;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** A planned session's memory as others see it: closing it frees the graph's plans as well. */
final class SessionMemory extends AbstractMemoryMgr {
  private final SessionMemMgr fallback;
  private final PlanCache plans;

  /**
   * @param fallback memory of the session for what isn't planned
   */
  SessionMemory(SessionMemMgr fallback, PlanCache plans) {
    this.fallback = fallback;
    this.plans = plans;
  }

  @Override
  public INDArray allocate(boolean detached, DataType type, long... shape) {
    return fallback.allocate(detached, type, shape);
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return fallback.allocate(detached, descriptor);
  }

  @Override
  public void release(INDArray array) {
    fallback.release(array);
  }

  @Override
  public void close() {
    plans.clear();
    fallback.close();
  }
}
