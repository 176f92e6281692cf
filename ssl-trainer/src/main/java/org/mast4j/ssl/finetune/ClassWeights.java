package org.mast4j.ssl.finetune;

/** What the classes of the training clips weigh in the loss. */
public enum ClassWeights {
  /** The same. */
  NONE,
  /** {@code clips / (classes * clips of the class)}, as scikit-learn's "balanced". */
  BALANCED
}
