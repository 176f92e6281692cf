package org.mast4j.cli.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that does a work when it is told to; see {@link Turns} for what is said. */
final class Contestant implements AutoCloseable {
  /** What the launcher sets for our sake. */
  private static final List<String> LAUNCHER_SETTINGS =
      List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT");

  private final String name;
  private final Process process;
  private final Path errors;
  private final BufferedWriter input;
  private final BufferedReader output;
  private final List<Double> times = new ArrayList<>();

  /** Starts one of ours, and waits until it is ready. */
  static Contestant ours(List<String> command) throws IOException {
    return new Contestant("mast4j", new ProcessBuilder(command));
  }

  /** Starts another's, with OpenMP's own settings, and waits until it is ready. */
  static Contestant other(String name, List<String> command) throws IOException {
    return new Contestant(name, withoutOurSettings(command));
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
    try {
      answer();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** One call that isn't counted. */
  void warmUp() throws IOException {
    ask();
  }

  void measure() throws IOException {
    times.add(ask());
  }

  private double ask() throws IOException {
    input.write("go\n");
    input.flush();
    return Double.parseDouble(answer());
  }

  private String answer() throws IOException {
    String line = output.readLine();
    if (line == null) {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
      throw new IOException(
          name + " ended: " + (lines.isEmpty() ? "without a word" : lines.get(lines.size() - 1)));
    }
    return line;
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
    process.destroy();
    Files.deleteIfExists(errors);
  }
}
