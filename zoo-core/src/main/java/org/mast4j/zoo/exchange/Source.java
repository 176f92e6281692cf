package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.zoo.weights.Checkpoints;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A checkpoint as it lies on disk: a directory, or a weights file, with a configuration in the
 * directory or beside the file.
 */
public final class Source {
  private static final String CONFIG = "config.json";
  public static final String PREPROCESSOR = "preprocessor_config.json";

  private final Path path;
  private final ImportOptions options;
  private final Optional<JsonFields> config;
  private final Optional<JsonFields> preprocessor;
  private final List<String> notes = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
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
    Source bare = new Source(path, options, Optional.empty(), Optional.empty());
    if (bare.isFile() && options.architecture().isPresent()) {
      return bare; // what the user says of a file counts more than what lies beside it
    }
    Path directory = bare.directory();
    return new Source(
        path, options, json(directory.resolve(CONFIG)), json(directory.resolve(PREPROCESSOR)));
  }

  private static Optional<JsonFields> json(Path file) throws IOException {
    return Files.isRegularFile(file) ? Optional.of(JsonFields.read(file)) : Optional.empty();
  }

  /** The directory or file. */
  public Path path() {
    return path;
  }

  /** Whether it is a weights file, and no directory. */
  public boolean isFile() {
    return !Files.isDirectory(path);
  }

  /** The directory, or that of the file. */
  Path directory() {
    return isFile() ? path.toAbsolutePath().getParent() : path;
  }

  /** What the user wants of the import, and says about the source. */
  public ImportOptions options() {
    return options;
  }

  /** config.json of the directory, if it has one. */
  public Optional<JsonFields> config() {
    return config;
  }

  /** preprocessor_config.json of the directory, if it has one. */
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
   * The weights under the source's own keys, without the names of what training code had wrapped
   * its model in.
   *
   * @throws IOException naming the file and what is malformed in it
   */
  public Weights weights() throws IOException {
    if (weights.isEmpty()) {
      weights = Optional.of(Wrappers.unwrap(Checkpoints.read(path, notes), notes));
    }
    return weights.get();
  }

  /** The shape of the weight of that key, if there is one. */
  public Optional<long[]> shape(String key) throws IOException {
    return Optional.ofNullable(weights().toMap().get(key)).map(INDArray::shape);
  }

  /**
   * The weights but for those of some keys, and for integers that nobody expects: buffers, such as
   * counters and position ids.
   *
   * @param expected the shape of every other weight, under the source's keys
   * @throws IllegalArgumentException naming every missing, unexpected and mis-shaped key, or the
   *     first of values that aren't finite floating-point numbers
   */
  public Weights weightsWithout(Set<String> leftOut, Map<String, long[]> expected)
      throws IOException {
    Map<String, INDArray> integers = new LinkedHashMap<>(weights().toMap());
    integers.values().removeIf(array -> array.dataType().isFPType());
    integers.keySet().removeAll(leftOut);
    for (String key : integers.keySet()) {
      if (expected.containsKey(key)) {
        throw new IllegalArgumentException(
            "weight %s is of type %s; expected floating-point numbers, not quantised ones"
                .formatted(key, integers.get(key).dataType()));
      }
    }
    if (!integers.isEmpty()) {
      this.leftOut.add(new LeftOut(List.copyOf(integers.keySet()), "integers are no weights"));
    }
    Weights wanted = weights().select(key -> !leftOut.contains(key) && !integers.containsKey(key));
    wanted.requireShapes(expected);
    wanted.requireFinite();
    return wanted;
  }

  /** What was assumed or chosen while the weights were read, a sentence each. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Tensors that no format takes over. */
  List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }
}
