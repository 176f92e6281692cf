package org.mast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program in a process of its own.
 *
 * @param command it and its arguments
 * @param directory where it works
 * @param environment variables that it gets besides those of this process
 * @param unset variables of this process that it doesn't get
 * @param patience how long it may take
 */
public record ChildProcess(
    List<String> command,
    Path directory,
    Map<String, String> environment,
    Set<String> unset,
    Duration patience) {

  /**
   * In this process's directory and environment, for ten minutes at most: on a busy machine, all is
   * slow.
   */
  public static ChildProcess of(List<String> command) {
    return new ChildProcess(command, Path.of(""), Map.of(), Set.of(), Duration.ofMinutes(10));
  }

  public ChildProcess in(Path directory) {
    return new ChildProcess(command, directory, environment, unset, patience);
  }

  public ChildProcess with(Map<String, String> environment) {
    return new ChildProcess(command, directory, environment, unset, patience);
  }

  public ChildProcess without(Set<String> unset) {
    return new ChildProcess(command, directory, environment, unset, patience);
  }

  public ChildProcess within(Duration patience) {
    return new ChildProcess(command, directory, environment, unset, patience);
  }

  /** Starts it; its streams are pipes. */
  public Process start() throws IOException {
    return builder().start();
  }

  /** Runs it to its end, with an empty standard input; fails the test if it takes too long. */
  public Run run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      Process process = builder().redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      Run run = new Run(process.waitFor(), read(out), read(err));
      assertThat(ended).as("ended within %s; it printed %s", patience, run.lines()).isTrue();
      return run;
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private ProcessBuilder builder() {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile());
    builder.environment().keySet().removeAll(unset);
    builder.environment().putAll(environment);
    return builder;
  }

  /** In whatever encoding it is: what isn't UTF-8 is replaced. */
  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
