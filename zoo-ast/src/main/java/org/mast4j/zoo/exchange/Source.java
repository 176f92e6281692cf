package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;

/**
 * A checkpoint as it lies on disk, read but not yet understood.
 *
 * @param path the directory or file
 * @param architecture the name that the user or else config.json gives it: "mvitv2_small"
 * @param config config.json, if the source is a directory with one
 * @param preprocessor preprocessor_config.json, if the source is a directory with one
 * @param weights under the source's own keys
 */
public record Source(
    Path path,
    Optional<String> architecture,
    Optional<JsonFields> config,
    Optional<JsonFields> preprocessor,
    Weights weights) {
  private static final String CONFIG = "config.json";
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final String WEIGHTS = "model.safetensors";

  /**
   * Reads all of a source.
   *
   * @param architecture the user's word on what it is; takes precedence over config.json's
   * @throws IOException naming the file and what is wrong with it
   */
  public static Source read(Path path, Optional<String> architecture) throws IOException {
    if (!Files.exists(path)) {
      throw new ImportException(path, "no such file or directory; expected a checkpoint");
    }
    Optional<JsonFields> config = json(path.resolve(CONFIG));
    Optional<String> name = architecture;
    if (name.isEmpty() && config.isPresent()) {
      name = config.get().text("architecture");
    }
    Path weights = Files.isDirectory(path) ? path.resolve(WEIGHTS) : path;
    return new Source(
        path, name, config, json(path.resolve(PREPROCESSOR)), SafeTensors.read(weights));
  }

  private static Optional<JsonFields> json(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
  }
}
