package org.mast4j.cli.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;

/**
 * A file of JSON objects that a run adds to, a line each, with the step's number first. A run that
 * goes on from an earlier step first cuts off what the lost steps had written.
 */
final class StepLines implements AutoCloseable {
  private static final String STEP = "step";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private OutputStream out = OutputStream.nullOutputStream();
  private boolean begun;

  StepLines(Path file) {
    this.file = file;
  }

  /** Adds a line with the step's number, from 1, and these values. */
  void add(int step, ObjectNode values) throws IOException {
    if (!begun) {
      cut(step - 1);
      out = Files.newOutputStream(file, StandardOpenOption.APPEND);
      begun = true;
    }
    ObjectNode line = JSON.createObjectNode().put(STEP, step).setAll(values);
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8)); // one call: a whole line or none
  }

  /** Leaves the whole lines of so many steps. */
  private void cut(int steps) throws IOException {
    StringBuilder kept = new StringBuilder();
    if (Files.exists(file)) {
      read(file).stream()
          .filter(line -> line.path(STEP).asInt() <= steps)
          .forEach(line -> kept.append(line).append('\n'));
    }
    AtomicFiles.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The lines, without one that a process could not end.
   *
   * @throws IOException naming a line that is no JSON object
   */
  static List<ObjectNode> read(Path file) throws IOException {
    String text = Files.readString(file);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : whole.lines().toList()) {
      lines.add(object(file, lines.size() + 1, line));
    }
    return lines;
  }

  private static ObjectNode object(Path file, int number, String line) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      if (node instanceof ObjectNode object && object.path(STEP).isInt()) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": line " + number + " is no JSON; delete the run", e);
    }
    throw new IOException(file + ": line " + number + " has no step; delete the run");
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
