package org.mast4j.cli.studio;

/** A request that isn't answered, with the HTTP status and the sentence that say why. */
final class Refusal extends Exception {
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD = 405;
  static final int TIMEOUT = 408;
  static final int CONFLICT = 409;
  static final int TOO_LARGE = 413;
  static final int NOT_AUDIO = 415;
  static final int UNUSABLE = 422;
  static final int BUSY = 503;
  static final int BAD_REQUEST = 400;
  static final int FAILURE = 500;

  private static final long serialVersionUID = 1L;

  private final int status;

  Refusal(int status, String sentence) {
    super(sentence, null, false, false); // an answer, not a fault to be traced
    this.status = status;
  }

  int status() {
    return status;
  }
}
