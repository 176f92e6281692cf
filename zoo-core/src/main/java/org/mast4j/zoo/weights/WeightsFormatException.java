package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A weight file that is malformed, or that asks for more than tensors.
 *
 * <p>An error of the disk or a missing file stays a plain {@link IOException}.
 */
public final class WeightsFormatException extends IOException {
  private final transient Path file;
  private final String problem;

  /**
   * @param file the file
   * @param problem what is wrong in it, one sentence
   */
  public WeightsFormatException(Path file, String problem) {
    super(file + ": " + problem);
    this.file = file;
    this.problem = problem;
  }

  /** The malformed file. */
  public Path file() {
    return file;
  }

  /** What is wrong in it. */
  public String problem() {
    return problem;
  }
}
