package org.mast4j.zoo.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A file that must be refused.
 *
 * @param file to read
 * @param files by name, it and those beside it
 * @param problem part of the message
 */
record Malformed(String name, String file, Map<String, byte[]> files, String problem) {
  private static final int MAX_NAME = 80;

  static Malformed of(String name, String file, byte[] content, String problem) {
    return new Malformed(name, file, Map.of(file, content), problem);
  }

  /** A case for each line "text | problem". */
  static Stream<Malformed> table(String lines, BiFunction<String, String, Malformed> of) {
    return lines
        .lines()
        .map(line -> line.split("\\|"))
        .map(columns -> of.apply(columns[0].strip(), columns[1].strip()));
  }

  /** Writes the files and gives the one to read. */
  Path write(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      Files.write(folder.resolve(entry.getKey()), entry.getValue());
    }
    return folder.resolve(file);
  }

  /** Equal for equal files. */
  String fingerprint() {
    StringBuilder content = new StringBuilder();
    new TreeMap<>(files)
        .forEach((path, bytes) -> content.append(path).append(Arrays.hashCode(bytes)));
    return content.toString();
  }

  @Override
  public String toString() {
    return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
  }
}
