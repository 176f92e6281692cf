package org.mast4j.samediff.onednn.internal.step;

import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Weights that a product reads as {@link KeptWeights} lay them out. */
final class KeptOperand {
  private final StridedView weights;
  private final memory.desc wanted;
  private final KeptWeights.Lease lease;
  private final Consumer<KeptWeights.Matrix> arguments;
  private KeptWeights.Matrix matrix;

  /**
   * Of weights that have an address.
   *
   * @param arguments makes the matrix the product's, now and after each {@link #rebind}
   */
  KeptOperand(
      StridedView weights,
      memory.desc wanted,
      KeptWeights.Lease lease,
      Consumer<KeptWeights.Matrix> arguments) {
    this.weights = weights;
    this.wanted = wanted;
    this.lease = lease;
    this.arguments = arguments;
    this.matrix = take();
  }

  private KeptWeights.Matrix take() {
    KeptWeights.Matrix taken = lease.of(weights, wanted);
    arguments.accept(taken);
    return taken;
  }

  /** The weights' address has changed. */
  void rebind() {
    KeptWeights.Matrix before = matrix;
    matrix = take();
    lease.giveBack(before);
  }

  /** Lets the product read them. */
  void use(Runnable product) {
    matrix.use(product);
  }

  /** The same, by a part of a product whose first part has used them just before. */
  void read(Runnable product) {
    matrix.read(product);
  }
}
