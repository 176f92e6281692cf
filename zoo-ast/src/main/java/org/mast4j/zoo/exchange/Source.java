package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.zoo.weights.Checkpoints;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A checkpoint as it lies on disk: a weights file, or a directory with a configuration too. */
public final class Source {
  private static final String CONFIG = "config.json";
  public static final String PREPROCESSOR = "preprocessor_config.json";

  private final Path path;
  private final ImportOptions options;
  private final Optional<JsonFields> config;
  private final Optional<JsonFields> preprocessor;
  private Optional<Weights> weights = Optional.empty();

  private Source(
      Path path,
      ImportOptions options,
      Optional<JsonFields> config,
      Optional<JsonFields> preprocessor) {
    this.path = path;
    this.options = options;
    this.config = config;
    this.preprocessor = preprocessor;
  }

  /**
   * Opens a source; its weights are read when they are first asked for.
   *
   * @throws ImportException if there is none, or a configuration that isn't a JSON object
   */
  static Source open(Path path, ImportOptions options) throws IOException {
    if (!Files.exists(path)) {
      throw new ImportException(path, "no such file or directory; expected a checkpoint");
    }
    return new Source(path, options, json(path.resolve(CONFIG)), json(path.resolve(PREPROCESSOR)));
  }

  private static Optional<JsonFields> json(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
  }

  /** The directory or file. */
  public Path path() {
    return path;
  }

  /** What the user wants of the import, and says about the source. */
  public ImportOptions options() {
    return options;
  }

  /** config.json, if the source is a directory that has one. */
  public Optional<JsonFields> config() {
    return config;
  }

  /** preprocessor_config.json, if the source is a directory that has one. */
  public Optional<JsonFields> preprocessor() {
    return preprocessor;
  }

  /** The name that the user, or else config.json, gives the architecture: "mvitv2_small". */
  public Optional<String> architecture() throws ImportException {
    if (options.architecture().isPresent() || config.isEmpty()) {
      return options.architecture();
    }
    return config.get().text("architecture");
  }

  /**
   * The weights under the source's own keys.
   *
   * @throws IOException naming the file and what is malformed in it
   */
  public Weights weights() throws IOException {
    if (weights.isEmpty()) {
      weights = Optional.of(Checkpoints.read(path));
    }
    return weights.get();
  }

  /** The shape of the weight of that key, if there is one. */
  public Optional<long[]> shape(String key) throws IOException {
    return Optional.ofNullable(weights().toMap().get(key)).map(INDArray::shape);
  }

  /**
   * The weights but for those of some keys.
   *
   * @param expected the shape of every other weight, under the source's keys
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key
   */
  public Weights weightsWithout(Set<String> leftOut, Map<String, long[]> expected)
      throws IOException {
    Weights wanted = weights().select(key -> !leftOut.contains(key));
    wanted.requireShapes(expected);
    return wanted;
  }
}
