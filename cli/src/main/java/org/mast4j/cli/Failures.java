package org.mast4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.mast4j.cli.doctor.Backend;
import picocli.CommandLine.ParameterException;

/** What failed, as one sentence for people: the thing, the reason and the remedy. */
final class Failures {
  private static final double GIB = 1 << 30;

  private Failures() {}

  static String sentence(Throwable failure) {
    return text(unwrapped(failure)).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Without the wrappers that other threads and streams put around a failure. */
  private static Throwable unwrapped(Throwable failure) {
    boolean wrapper =
        failure instanceof UncheckedIOException
            || failure instanceof ExecutionException
            || failure instanceof CompletionException;
    return wrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }

  private static String text(Throwable failure) {
    if (failure instanceof FileSystemException e) {
      return fileSystem(e);
    }
    if (failure instanceof OutOfMemoryError) {
      return memory(failure);
    }
    if (failure instanceof LinkageError) {
      Throwable cause = rootCause(failure);
      return "a library is missing or doesn't fit ("
          + cause
          + "); "
          + Backend.remedy(cause)
          + ", or see what `mast4j doctor` says";
    }
    if (failure instanceof StackOverflowError) {
      return "the input is nested too deeply; simplify it, or give threads a larger stack by"
          + " MAST4J_OPTS=-Xss8m";
    }
    boolean meantForPeople =
        failure instanceof IOException
            || failure instanceof ParameterException
            || failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException;
    if (meantForPeople && failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure + "; that is a fault of mast4j: please report it with what --stacktrace shows";
  }

  private static Throwable rootCause(Throwable failure) {
    return failure.getCause() == null ? failure : rootCause(failure.getCause());
  }

  /** The JDK's own messages are often the path alone. */
  private static String fileSystem(FileSystemException e) {
    String reason;
    if (e instanceof NoSuchFileException) {
      reason = "no such file or folder; check the path";
    } else if (e instanceof AccessDeniedException) {
      reason = "permission denied; check its owner and mode";
    } else if (e instanceof NotDirectoryException) {
      reason = "not a folder; name one";
    } else if (e instanceof FileAlreadyExistsException) {
      reason = "exists already; remove it or choose another name";
    } else if (e instanceof DirectoryNotEmptyException) {
      reason = "a folder that isn't empty; remove it or choose another name";
    } else {
      reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
    return e.getFile() == null ? reason : e.getFile() + ": " + reason;
  }

  private static String memory(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (reason.contains("thread")) {
      return "no further thread can be started (" + reason + "); set OMP_NUM_THREADS to fewer";
    }
    if (reason.contains("hysical") || reason.contains("llocate")) { // JavaCPP's and ND4J's words
      return "not enough memory outside of Java's heap ("
          + reason
          + "); take fewer or shorter inputs or a smaller --batch, or raise the limit by"
          + " MAST4J_OPTS=-Dorg.bytedeco.javacpp.maxphysicalbytes=24g";
    }
    return "not enough memory: Java's heap of "
        + String.format(Locale.ROOT, "%.1f", Runtime.getRuntime().maxMemory() / GIB)
        + " GB is full; take fewer or shorter inputs or a smaller --batch, or give more by"
        + " MAST4J_OPTS=-Xmx8g";
  }
}
