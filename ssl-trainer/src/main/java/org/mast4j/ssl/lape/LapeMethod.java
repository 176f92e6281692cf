package org.mast4j.ssl.lape;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How weights are tried on a task. */
public enum LapeMethod {
  /** All weights are trained on from where they start, with a new head. */
  @JsonProperty("fine-tuning")
  FINE_TUNING("fine-tuning", "Fine-tuning"),
  /** A {@link org.mast4j.ssl.evaluate.PooledProbe} of the frozen encoder. */
  @JsonProperty("linear-probe")
  LINEAR_PROBE("linear-probe", "Linear probe");

  private final String key;
  private final String title;

  LapeMethod(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /** As a heading has it. */
  public String title() {
    return title;
  }

  /** As settings and files name it. */
  @Override
  public String toString() {
    return key;
  }
}
