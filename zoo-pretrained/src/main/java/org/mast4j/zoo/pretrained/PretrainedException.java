package org.mast4j.zoo.pretrained;

import java.io.IOException;

/** Weights that can't be had: one sentence that names the file or address and what to do. */
public class PretrainedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, where, and what to do. */
  public PretrainedException(String message) {
    super(message);
  }

  /** The same, keeping the failure underneath for a stack trace. */
  public PretrainedException(String message, Throwable cause) {
    super(message, cause);
  }
}
