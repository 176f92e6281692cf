package org.mast4j.zoo.pretrained;

import java.io.IOException;

/** A try of a download that failed in a way that may pass. */
final class TransferException extends IOException {
  private static final long serialVersionUID = 1L;

  TransferException(String problem) {
    super(problem);
  }

  TransferException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
