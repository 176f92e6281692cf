package org.mast4j.ssl.pretrain;

/** What ended a run. */
public enum StopReason {
  /** All steps of the method were taken. */
  STEPS,
  /** {@link RunSettings#maxEpochs}. */
  EPOCHS,
  /** {@link RunSettings#maxHours}. */
  HOURS,
  /** {@link RunSettings#patience}: the monitor no longer gets better. */
  PATIENCE
}
