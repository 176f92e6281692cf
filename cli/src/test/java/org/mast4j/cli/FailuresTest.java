package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of each kind of failure. */
class FailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("a.yaml"), "a.yaml: no such file or folder; check"),
        Arguments.of(new AccessDeniedException("a"), "a: permission denied; check its owner"),
        Arguments.of(
            new FileSystemException("a", null, "Read-only file system"),
            "a: Read-only file system"),
        Arguments.of(new IOException("two\n  lines"), "two lines"),
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("a")), "a: no such file or folder"),
        Arguments.of(
            new ExecutionException(new CompletionException(new IOException("inner"))), "inner"),
        Arguments.of(
            new OutOfMemoryError("Java heap space"),
            "not enough memory: Java's heap of .* GB is full; .*MAST4J_OPTS=-Xmx8g"),
        Arguments.of(
            new OutOfMemoryError("Physical memory usage is too high"),
            "not enough memory outside of Java's heap .*maxphysicalbytes"),
        Arguments.of(
            new OutOfMemoryError("unable to create native thread"), "no further thread .*OMP_NUM"),
        Arguments.of(
            new NoSuchMethodError("PointerScope.<init>()"), "a library is missing or doesn't fit"),
        Arguments.of(
            new NoClassDefFoundError("Nd4j").initCause(new UnsatisfiedLinkError("no jnind4jcpu")),
            ".*no jnind4jcpu.*put org.nd4j:nd4j-native .* on the class path"),
        Arguments.of(
            new ExceptionInInitializerError(new NumberFormatException("2,1")),
            ".*set OMP_NUM_THREADS to a number"),
        Arguments.of(new StackOverflowError(), "the input is nested too deeply"),
        Arguments.of(
            new NullPointerException(),
            "java.lang.NullPointerException; .*report it .*--stacktrace"),
        Arguments.of(new IOException(), "java.io.IOException; .*report it .*--stacktrace"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isOneSentence(Throwable failure, String start) {
    assertThat(Failures.sentence(failure)).matches(start + ".*").doesNotContain("\n");
  }
}
