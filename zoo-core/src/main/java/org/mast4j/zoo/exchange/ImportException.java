package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.file.Path;

/** A source that can't be imported: where, what is wrong, and what was expected. */
public final class ImportException extends IOException {
  private static final long serialVersionUID = 1L;

  public ImportException(Path source, String problem) {
    super(source + ": " + problem);
  }

  public ImportException(Path source, String problem, Throwable cause) {
    super(source + ": " + problem, cause);
  }
}
