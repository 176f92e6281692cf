package org.mast4j.cli.bench;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;

/** What is measured: a classifier of 35 classes. */
public enum Work {
  /** One clip of 1,024 frames: 1,212 patches and two class tokens. */
  AST_BASE_FORWARD_1X1214(AstVariants.base(), 1, false, 0.90, 1.0, 1.0),
  /** 126 frames: 144 patches and two class tokens. */
  AST_BASE_FORWARD_8X146(shortAst(), 8, false, 0.90, 1.0, 1.0),
  AST_BASE_TRAIN_8X146(shortAst(), 8, true, 0.85, 0.90),
  /** Clips of 512 frames: 600 patches. */
  MAST_SMALL_FORWARD_1(MastVariants.small(), 1, false, 0.95, 1.0),
  MAST_SMALL_FORWARD_16(MastVariants.small(), 16, false, 0.75, 0.80),
  MAST_SMALL_FORWARD_64(MastVariants.small(), 64, false, 0.75, 0.80),
  MAST_SMALL_TRAIN_16(MastVariants.small(), 16, true, 0.65, 0.80);

  static final int CLASSES = 35;

  /** Forward and backward over forward: the gradients of a product are two products of its size. */
  private static final int TRAINING = 3;

  /** Of MAST-Small's 16 clips in float32, to the rate of large products. */
  private static final double SHARE_GOAL = 0.85;

  private final EncoderConfig encoder;
  private final int clips;
  private final boolean training;
  private final double[] goals;

  /**
   * Makes one.
   *
   * @param goals ratios to the best peer by {@link Precision}, as far as there are any
   */
  Work(EncoderConfig encoder, int clips, boolean training, double... goals) {
    this.encoder = encoder;
    this.clips = clips;
    this.training = training;
    this.goals = goals;
  }

  private static EncoderConfig shortAst() {
    return AstVariants.base().withGrid(PatchGrid.of(128, 126));
  }

  /** The precisions that it may be done in: nothing trains in int8. */
  public List<Precision> precisions() {
    return Arrays.stream(Precision.values())
        .filter(precision -> !(training && precision == Precision.INT8))
        .toList();
  }

  /** What our time is to be at most, relative to the best peer's at the same precision. */
  public OptionalDouble goal(Precision precision) {
    return precision.ordinal() < goals.length
        ? OptionalDouble.of(goals[precision.ordinal()])
        : OptionalDouble.empty();
  }

  /** What share of the rate of large products ours is to reach. */
  public OptionalDouble shareGoal(Precision precision) {
    return this == MAST_SMALL_FORWARD_16 && precision == Precision.F32
        ? OptionalDouble.of(SHARE_GOAL)
        : OptionalDouble.empty();
  }

  /** The GFLOP/s of a call of ours, planned or not, by the operations that our graph asks for. */
  public double ourGigaflops(double millis) {
    return gigaflops(encoder.flops().pooled(), millis);
  }

  /** The GFLOP/s of a peer's call, which does more in AST's last block. */
  public double theirGigaflops(double millis) {
    return gigaflops(encoder.flops().whole(), millis);
  }

  private double gigaflops(double forwardOfClip, double millis) {
    return clips * (training ? TRAINING : 1) * forwardOfClip / millis / 1e6;
  }

  /** Whether a call is a training step. */
  public boolean training() {
    return training;
  }

  EncoderConfig encoder() {
    return encoder;
  }

  int clips() {
    return clips;
  }
}
