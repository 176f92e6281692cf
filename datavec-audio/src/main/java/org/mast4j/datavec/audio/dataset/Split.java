package org.mast4j.datavec.audio.dataset;

import java.util.Locale;
import java.util.Optional;

/** What a clip is used for. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The split that a CSV's cell names, in any case; val, valid and dev stand for validation. */
  static Optional<Split> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "validation", "val", "valid", "dev" -> Optional.of(VALIDATION);
      case "test", "testing", "eval" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }
}
