package org.mast4j.samediff.read;

/** A graph has something that can't be planned; the message says what. */
public final class UnplannableException extends RuntimeException {
  public UnplannableException(String reason) {
    super(reason);
  }
}
