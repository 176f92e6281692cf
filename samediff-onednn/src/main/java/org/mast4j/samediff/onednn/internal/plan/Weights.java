package org.mast4j.samediff.onednn.internal.plan;

import java.util.Optional;
import org.mast4j.samediff.onednn.internal.step.KeptWeights;

/**
 * How products come by the graph's weights.
 *
 * @param lease for those that are kept in another form; none for gradients, between whose calls all
 *     weights change
 * @param int8 whether large ones are multiplied as 8-bit integers, where they can be kept so
 */
record Weights(Optional<KeptWeights.Lease> lease, boolean int8) {
  /** Of a matrix of weights of so many elements or more 8-bit integers make something. */
  private static final long SMALLEST = 1 << 12;

  /** The lease for weights that are to be 8-bit integers. */
  Optional<KeptWeights.Lease> quantising(long inputs, long outputs) {
    return lease.filter(l -> int8 && inputs * outputs >= SMALLEST && outputs >= Types.NARROW);
  }
}
