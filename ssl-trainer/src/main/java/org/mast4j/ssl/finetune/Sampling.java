package org.mast4j.ssl.finetune;

/** Which clips an epoch sees. */
public enum Sampling {
  /** Each once, in random order. */
  UNIFORM,
  /**
   * As many draws, with replacement: a clip's chance is the sum over its classes of 1 / clips of
   * the class (YuanGongND/ast {@code egs/audioset/gen_weight_file.py}).
   */
  BALANCED
}
