package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A place that can't be written, named as the caller knows it and not by a temporary file. */
public final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Says that {@code place} can't be written, for the reason of {@code cause}. */
  public UnwritableException(Path place, IOException cause) {
    super(
        place
            + ": can't be written ("
            + reason(cause)
            + "); choose another place, or make room there",
        cause);
    this.reason = reason(cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof UnwritableException nested) {
      return nested.reason;
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied"; // its message is the path
    }
    if (cause instanceof NoSuchFileException) {
      return "no such folder"; // so is this one's
    }
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return String.valueOf(cause.getMessage());
  }
}
