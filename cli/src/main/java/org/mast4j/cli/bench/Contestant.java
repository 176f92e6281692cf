package org.mast4j.cli.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that does a work when it is told to; see {@link Turns} for what is said. */
final class Contestant implements AutoCloseable {
  /** What the launcher sets for our sake. */
  private static final List<String> LAUNCHER_SETTINGS =
      List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT");

  /** Where a call takes longer, each is measured once, its first time. */
  private static final Duration LONG = Duration.ofSeconds(20);

  /** For converting and compiling, too. */
  private static final Duration UNTIL_READY = Duration.ofMinutes(10);

  private final String name;
  private final Process process;
  private final Path errors;
  private final BufferedWriter input;
  private final BufferedReader output;
  private final List<Double> times = new ArrayList<>();
  private double last;

  /** Starts one of ours. */
  static Contestant ours(List<String> command) throws IOException {
    return new Contestant("mast4j", new ProcessBuilder(command));
  }

  /** Starts another's, with OpenMP's own settings. */
  static Contestant other(String name, List<String> command) throws IOException {
    return new Contestant(name, withoutOurSettings(command));
  }

  /** A program's command with arguments. */
  static List<String> command(List<String> program, List<String> arguments) {
    List<String> command = new ArrayList<>(program);
    command.addAll(arguments);
    return command;
  }

  /** Another's command, with OpenMP's own settings. */
  static ProcessBuilder withoutOurSettings(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    LAUNCHER_SETTINGS.forEach(builder.environment()::remove);
    return builder;
  }

  private Contestant(String name, ProcessBuilder builder) throws IOException {
    this.name = name;
    this.errors = Files.createTempFile("mast4j-bench", ".log");
    try {
      this.process = builder.redirectError(errors.toFile()).start();
    } catch (IOException e) {
      Files.delete(errors);
      throw new IOException(
          builder.command().get(0) + ": can't be started; name a program that can (--python)", e);
    }
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Waits until it is ready. */
  Contestant ready() throws IOException {
    return ready(UNTIL_READY);
  }

  /** The same, and ends it after a time. */
  Contestant ready(Duration limit) throws IOException {
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            this::end, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try {
      answer();
      return this;
    } catch (IOException e) {
      close();
      throw end.isDone()
          ? new ContestantException(name, "isn't ready after " + limit.toSeconds() + " s")
          : e;
    } finally {
      end.cancel(false);
    }
  }

  String name() {
    return name;
  }

  /** One call that isn't counted. */
  void warmUp() throws IOException {
    last = Double.parseDouble(ask(Turns.GO));
  }

  /** Whether the last call that isn't counted was so long that one is enough. */
  boolean isLong() {
    return last > LONG.toMillis();
  }

  /** Counts that call after all. */
  void countWarmUp() {
    times.add(last);
  }

  void measure() throws IOException {
    times.add(Double.parseDouble(ask(Turns.GO)));
  }

  /** What its model says of the work's clips. */
  Logits logits() throws IOException {
    return Logits.parse(ask(Turns.LOGITS));
  }

  private String ask(String what) throws IOException {
    try {
      input.write(what + "\n");
      input.flush();
    } catch (IOException e) { // the pipe of one that has ended
      throw ended();
    }
    return answer();
  }

  private String answer() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw ended();
    }
    return line;
  }

  /** Says its last word. */
  private ContestantException ended() throws IOException {
    return new ContestantException(
        name,
        Files.readAllLines(errors, StandardCharsets.ISO_8859_1).stream()
            .filter(line -> !line.isBlank())
            .reduce((first, second) -> second)
            .map(String::strip)
            .orElse("ended without a word"));
  }

  double medianMillis() {
    return Median.of(times);
  }

  /** Ends it and asks for its peak of resident memory. */
  double peakMegabytes() throws IOException {
    input.close();
    return Double.parseDouble(answer());
  }

  @Override
  public void close() throws IOException {
    end();
    Files.deleteIfExists(errors);
  }

  /** With what it has started to convert or compile. */
  private void end() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
