package org.mast4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.mast4j.cli.bench.AudioWork;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.Roofline;
import org.mast4j.cli.bench.Standings;
import org.mast4j.cli.bench.StartWork;
import org.mast4j.cli.bench.Work;
import org.mast4j.cli.doctor.Cpu;

/**
 * What a benchmark finds, as lines for people and as JSON, and the other side's Python script,
 * which lies in a file until this is closed.
 */
final class BenchReport implements AutoCloseable {
  static final OutputFile.Kind KIND =
      new OutputFile.Kind("a benchmark's figures", BenchReport::isOurs);

  /** How keys of the figures from files to batches begin. */
  static final String WAV_TO_PATCHES = "wav-to-patches";

  private static final String CPU = "cpu";

  /** How keys of figures begin. */
  private static final List<String> KEYS =
      Stream.of(
              Arrays.stream(Work.values()).map(Keys::of),
              Arrays.stream(AudioWork.values()).map(Keys::of),
              Arrays.stream(StartWork.values()).map(StartWork::key),
              Stream.of(CPU, Roofline.KEY, WAV_TO_PATCHES, LongClipsReport.KEY))
          .flatMap(keys -> keys)
          .toList();

  private final PrintWriter console;
  private final Path script;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** Its script is of the package of {@link JavaProcess}. */
  BenchReport(PrintWriter console, String script) throws IOException {
    this.console = console;
    // in a folder of its own: Python looks there first for what the script imports
    this.script = Files.createTempDirectory("mast4j-bench").resolve(script);
    try (InputStream source =
        Objects.requireNonNull(JavaProcess.class.getResourceAsStream(script))) {
      Files.copy(source, this.script);
    }
  }

  /** The script's path. */
  String script() {
    return script.toString();
  }

  void line(String key, String format, Object... values) {
    text(String.format(Locale.ROOT, "%-24s ", key) + String.format(Locale.ROOT, format, values));
  }

  /** A line as it is. */
  void text(String line) {
    console.println(line);
    console.flush();
  }

  /** Who isn't measured, and why. */
  void missing(Standings standings) {
    for (Standings.Missing missing : standings.missing()) {
      line("  " + missing.name(), "isn't measured: %s", missing.reason());
    }
  }

  /** First of all, on what everything is measured. */
  void cpu(Cpu cpu) {
    line(
        CPU,
        "%s: %d cores, %d threads; %s",
        cpu.model(),
        cpu.cores(),
        cpu.threads(),
        String.join(" ", cpu.features()));
    figure(CPU, cpu);
  }

  /**
   * Keeps a figure.
   *
   * @param value a number, or what Jackson writes as an object of several
   */
  void figure(String key, Object value) {
    figures.put(key, value);
  }

  /** Writes the figures, by key. */
  void write(OutputFile json) throws IOException {
    json.write(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(figures));
  }

  /** Every figure's key has one of ours in it. */
  private static boolean isOurs(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    List<String> keys = new ArrayList<>();
    json.fieldNames().forEachRemaining(keys::add);
    return !keys.isEmpty()
        && keys.stream().allMatch(key -> KEYS.stream().anyMatch(key::startsWith));
  }

  @Override
  public void close() throws IOException {
    Files.delete(script);
    Files.delete(script.getParent());
  }
}
