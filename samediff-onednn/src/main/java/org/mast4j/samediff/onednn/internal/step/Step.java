package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** One thing that a plan does at each call. */
public abstract class Step {
  private final String name;
  private final List<StridedView> reads;
  private final List<StridedView> writes;

  protected Step(String name, List<StridedView> reads, List<StridedView> writes) {
    this.name = name;
    this.reads = List.copyOf(reads);
    this.writes = List.copyOf(writes);
  }

  public String name() {
    return name;
  }

  public List<StridedView> reads() {
    return reads;
  }

  public List<StridedView> writes() {
    return writes;
  }

  /** Floating-point operations of a call, 0 where memory alone counts. */
  public double flops() {
    return 0;
  }

  /**
   * Makes ready to run, but for the {@link Scratchpad}, without which kernels write anywhere;
   * called once, when all views have an address.
   */
  public abstract void prepare();

  public abstract void run();

  /** The calls of kernels that may need a {@link Scratchpad}, once it is prepared. */
  List<Call> calls() {
    return List.of();
  }

  /** An array of the graph is another one now; its views' addresses have changed. */
  public void rebind() {}
}
