package org.mast4j.cli.bench;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastVariants;

/** What is measured: float32, a classifier of 35 classes. */
public enum Work {
  /** One clip of 1,024 frames: 1,212 patches and two class tokens. */
  AST_BASE_FORWARD_1X1214(AstVariants.base(), 1, false),
  /** 126 frames: 144 patches and two class tokens. */
  AST_BASE_FORWARD_8X146(AstVariants.base().withGrid(PatchGrid.of(128, 126)), 8, false),
  AST_BASE_TRAIN_8X146(AstVariants.base().withGrid(PatchGrid.of(128, 126)), 8, true),
  /** Clips of 512 frames: 600 patches. */
  MAST_SMALL_FORWARD_1(MastVariants.small(), 1, false),
  MAST_SMALL_FORWARD_16(MastVariants.small(), 16, false),
  MAST_SMALL_TRAIN_16(MastVariants.small(), 16, true);

  static final int CLASSES = 35;

  /** Forward and backward over forward: the gradients of a product are two products of its size. */
  private static final int TRAINING = 3;

  private final EncoderConfig encoder;
  private final int clips;
  private final boolean training;

  Work(EncoderConfig encoder, int clips, boolean training) {
    this.encoder = encoder;
    this.clips = clips;
    this.training = training;
  }

  /** As the JSON has it: "ast-base-forward-1x1214". */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * The work of a key.
   *
   * @throws IllegalArgumentException listing the keys
   */
  public static Work of(String key) {
    return Arrays.stream(values())
        .filter(work -> work.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no work "
                        + key
                        + "; there are "
                        + Arrays.stream(values())
                            .map(Work::key)
                            .collect(Collectors.joining(", "))));
  }

  /** The GFLOP/s of a call of ours, planned or not, by the operations that our graph asks for. */
  public double ourGigaflops(double millis) {
    return gigaflops(encoder.flops().pooled(), millis);
  }

  /** The GFLOP/s of PyTorch's call, which does more in AST's last block. */
  public double theirGigaflops(double millis) {
    return gigaflops(encoder.flops().whole(), millis);
  }

  private double gigaflops(double forwardOfClip, double millis) {
    return clips * (training ? TRAINING : 1) * forwardOfClip / millis / 1e6;
  }

  EncoderConfig encoder() {
    return encoder;
  }

  int clips() {
    return clips;
  }

  boolean training() {
    return training;
  }
}
