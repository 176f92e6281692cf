package org.mast4j.classpath;

/**
 * Native code can't run with the jars that are there; the message names the jar and what to write.
 */
public final class UnsuitableClassPathException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  UnsuitableClassPathException(String message, Throwable cause) {
    super(message, cause);
  }
}
