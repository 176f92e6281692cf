package org.mast4j.datavec.audio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One audio source that can't be used: the message names the source, the problem and the remedy, as
 * in {@code clips/a.wav: empty file; remove it or record it again}.
 */
public final class AudioException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Kept as text, too, because a Path isn't serializable. */
  private final String source;

  /** Null where this was serialized: the text may lack what the locale can't express. */
  private final transient Path path;

  private final String problem;

  /** Says what is wrong with {@code source}, as {@code problem; what to do}. */
  public AudioException(Path source, String problem) {
    super(source + ": " + Objects.requireNonNull(problem, "problem"));
    this.source = source.toString();
    this.path = source;
    this.problem = problem;
  }

  /** The same, keeping the failure underneath for a stack trace. */
  public AudioException(Path source, String problem, Throwable cause) {
    this(source, problem);
    initCause(cause);
  }

  /** Of a clip whose samples or features don't fit into the memory. */
  public static AudioException tooLong(Path source, OutOfMemoryError cause) {
    return new AudioException(source, "too long for the memory; cut it into parts", cause);
  }

  /** The file or folder that can't be used. */
  public Path source() {
    return path == null ? Path.of(source) : path;
  }

  /** What is wrong and what to do, without the source's name. */
  public String problem() {
    return problem;
  }
}
