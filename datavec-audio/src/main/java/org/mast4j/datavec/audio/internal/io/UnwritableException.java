package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A place that can't be written, named as the caller knows it and not by a temporary file. */
public final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path place;
  private final String reason;

  /** Says that {@code place} can't be written, for the reason of {@code cause}. */
  public UnwritableException(Path place, IOException cause) {
    super(
        place
            + ": can't be written ("
            + reason(cause)
            + "); choose another place, or make room there",
        cause);
    this.place = place;
    this.reason = reason(cause);
  }

  /** What can't be written. */
  public Path place() {
    return place;
  }

  /** Why, "No space left on device". */
  public String reason() {
    return reason;
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
