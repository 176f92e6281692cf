package org.mast4j.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.mast4j.examples.bench.JavaProcess;

/**
 * What a benchmark finds, as lines for people and as JSON, and the other side's Python script,
 * which lies in a file until this is closed.
 */
final class BenchReport implements AutoCloseable {
  private final PrintWriter console;
  private final Path script;
  private final Map<String, Double> figures = new LinkedHashMap<>();

  /** Its script is of the package of {@link JavaProcess}. */
  BenchReport(PrintWriter console, String script) throws IOException {
    this.console = console;
    this.script = Files.createTempFile("mast4j-bench", ".py");
    try (InputStream source =
        Objects.requireNonNull(JavaProcess.class.getResourceAsStream(script))) {
      Files.copy(source, this.script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The script's path. */
  String script() {
    return script.toString();
  }

  void line(String key, String format, Object... values) {
    console.println(
        String.format(Locale.ROOT, "%-24s ", key) + String.format(Locale.ROOT, format, values));
    console.flush();
  }

  void figure(String key, double value) {
    figures.put(key, value);
  }

  /** Writes the figures, by key. */
  void write(Path json) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), figures);
  }

  @Override
  public void close() throws IOException {
    Files.delete(script);
  }
}
