package org.mast4j.datavec.audio.reader;

/** A label generator has none for a file: the message says why, and what to do. */
final class NoLabelException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  NoLabelException(String problem) {
    super(problem);
  }
}
