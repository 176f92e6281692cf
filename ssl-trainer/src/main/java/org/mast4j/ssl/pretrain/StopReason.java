package org.mast4j.ssl.pretrain;

/** What ended a run. */
public enum StopReason {
  /** All steps of the method were taken. */
  STEPS("all steps"),
  /** {@link RunSettings#maxEpochs}. */
  EPOCHS("maxEpochs"),
  /** {@link RunSettings#maxHours}. */
  HOURS("maxHours"),
  /** {@link RunSettings#patience}: the monitor no longer gets better. */
  PATIENCE("patience");

  private final String words;

  StopReason(String words) {
    this.words = words;
  }

  /** For people: "all steps", or the setting that ended it before. */
  public String words() {
    return words;
  }
}
