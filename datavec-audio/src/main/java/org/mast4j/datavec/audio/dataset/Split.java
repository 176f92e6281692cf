package org.mast4j.datavec.audio.dataset;

import java.util.Locale;
import java.util.Optional;

/** What a clip is used for. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The split that a CSV's cell or a folder names, in any case; val, valid and dev validate. */
  static Optional<Split> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "validation", "val", "valid", "dev" -> Optional.of(VALIDATION);
      case "test", "testing", "eval", "evaluation" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /** As a CSV names it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
