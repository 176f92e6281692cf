package org.mast4j.cli.bench;

import java.io.IOException;

/** A process of a benchmark doesn't start, or ends before its time. */
final class ContestantException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Makes one.
   *
   * @param name whose process
   * @param reason a sentence without the name
   */
  ContestantException(String name, String reason) {
    super(name + ": " + reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
