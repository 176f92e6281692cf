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
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.internal.io.UnwritableException;

/** A file of JSON objects that a run adds to, a line each, with the step's number first. */
final class StepLines implements AutoCloseable {
  private static final String STEP = "step";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private OutputStream out = OutputStream.nullOutputStream();

  StepLines(Path file) {
    this.file = file;
  }

  /** A line's object, with these values behind the step's number, from 1. */
  static ObjectNode line(int step, ObjectNode values) {
    return JSON.createObjectNode().put(STEP, step).setAll(values);
  }

  /** Begins with these lines, in place of what was there, before the first {@link #add}. */
  void begin(List<ObjectNode> lines) throws IOException {
    String text = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    out = Files.newOutputStream(file, StandardOpenOption.APPEND);
  }

  /**
   * Adds a line.
   *
   * @throws UnwritableException if it can't be written, say as the disk is full
   */
  void add(ObjectNode line) throws IOException {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8)); // one call: mostly whole or not
    } catch (IOException e) {
      throw new UnwritableException(file, e);
    }
  }

  /** The whole lines of so many steps; none where there is no file. */
  List<ObjectNode> until(int steps) throws IOException {
    return Files.exists(file)
        ? read(file).stream().filter(line -> line.path(STEP).asInt() <= steps).toList()
        : List.of();
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
