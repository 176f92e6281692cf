package org.mast4j.samediff.rewrite;

import java.util.List;
import org.mast4j.samediff.ir.Program;

/** One rewriting of a program; the result computes the same. */
@FunctionalInterface
public interface Rewrite {
  void apply(Program program);

  /** All passes in their order. */
  List<Rewrite> ALL =
      List.of(
          new MergeScales(),
          new MergeSums(),
          new FuseLayerNorm(),
          new FuseGelu(),
          new JoinPieces(),
          new FuseWeightGradient(),
          new FuseLinear(),
          new FuseAttentionGradient(),
          new FuseAttention());

  /**
   * For an engine whose images are NHWC: lets a graph's NCHW ones lie so from one convolution to
   * the next, whatever is element-wise in between. To be applied first.
   */
  static void keepChannelsLast(Program program) {
    program.sweep();
    new ChannelsLast().apply(program);
    program.sweep();
  }

  /**
   * For an engine that trains on batches that don't fit into memory otherwise: lets gradients
   * compute most of what they read of the forward part again. To be applied last.
   */
  static void recompute(Program program) {
    new Recompute().apply(program);
    program.sweep();
    new FuseAttention().apply(program); // no gradient reads its probabilities now
    program.sweep();
  }

  /**
   * For an engine that computes attention by blocks: lets it make the bias of each block itself
   * where all of it would be large. To be applied last.
   */
  static void boundBias(Program program) {
    new FuseRelativeAttention().apply(program);
    program.sweep();
  }

  /** Applies all of them, dropping after each what nobody needs any more. */
  static void applyAll(Program program) {
    program.sweep();
    for (Rewrite pass : ALL) {
      pass.apply(program);
      program.sweep();
    }
  }
}
