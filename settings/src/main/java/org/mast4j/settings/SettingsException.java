package org.mast4j.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that can't be used; the message names every problem, with line and key. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  SettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining(" and ")));
    this.problems = List.copyOf(problems);
  }

  SettingsException(String malformed, Exception cause) {
    super(malformed, cause);
    problems = List.of();
  }

  /** What is wrong, in the order of the text; empty for a text that isn't JSON or YAML at all. */
  public List<Problem> problems() {
    return problems;
  }
}
