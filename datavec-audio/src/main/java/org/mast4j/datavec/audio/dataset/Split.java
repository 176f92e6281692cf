package org.mast4j.datavec.audio.dataset;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a clip is used for. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  private static final Pattern SUFFIX = Pattern.compile("[ _-]?(set|data|split)$");

  /**
   * The split that a CSV's cell or a folder names, in any case, also as {@code train_set}; val,
   * valid and dev validate.
   */
  static Optional<Split> parse(String name) {
    return switch (SUFFIX.matcher(name.toLowerCase(Locale.ROOT)).replaceFirst("")) {
      case "train", "training" -> Optional.of(TRAIN);
      case "validation", "val", "valid", "dev", "devel" -> Optional.of(VALIDATION);
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
