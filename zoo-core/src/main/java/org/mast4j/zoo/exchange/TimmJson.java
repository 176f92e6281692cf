package org.mast4j.zoo.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * timm's config.json: {@code architecture}, and optionally {@code num_classes}, {@code
 * pretrained_cfg} and {@code model_args}, which override what the architecture's name stands for
 * (timm/models/_hub.py and _builder.py). A source without one is what its name says.
 */
public final class TimmJson {
  /** The dataclass of a model that takes one, as {@code MultiScaleVitCfg}. */
  private static final String NESTED = "cfg";

  private final JsonFields config;
  private final JsonFields pretrained;
  private final JsonFields args;

  private TimmJson(JsonFields config, JsonFields pretrained, JsonFields args) {
    this.config = config;
    this.pretrained = pretrained;
    this.args = args;
  }

  /**
   * The configuration of a source.
   *
   * @param knownArgs the model arguments that the architecture has
   * @throws ImportException naming every other argument
   */
  public static TimmJson of(Source source, Set<String> knownArgs) throws ImportException {
    JsonFields config = source.config().orElse(JsonFields.empty(source.path()));
    // An older layout has the fields of pretrained_cfg beside the architecture.
    JsonFields pretrained = config.object("pretrained_cfg").orElse(config);
    JsonFields args =
        config.object("model_args").orElse(JsonFields.empty(source.path())).flattened(NESTED);
    Set<String> unknown = new TreeSet<>(args.keys());
    unknown.removeAll(knownArgs);
    if (!unknown.isEmpty()) {
      throw new ImportException(
          source.path(),
          "model_args "
              + String.join(", ", unknown)
              + " not supported; known are "
              + String.join(", ", new TreeSet<>(knownArgs)));
    }
    return new TimmJson(config, pretrained, args);
  }

  /** The model's arguments. */
  public JsonFields args() {
    return args;
  }

  /**
   * Requires that an argument, if it is given, is the only one that we have.
   *
   * @throws ImportException if it is another
   */
  public void requireOnly(String key, String value) throws ImportException {
    if (!args.text(key).orElse(value).equals(value)) {
      throw args.problem(key, "\"" + value + "\", the only one supported");
    }
  }

  /** As {@link #requireOnly(String, String)}, for a flag. */
  public void requireOnly(String key, boolean value) throws ImportException {
    if (args.bool(key).orElse(value) != value) {
      throw args.problem(key, value + ", the only one supported");
    }
  }

  /**
   * Channels of the input: those that the arguments name, or else those of the weights, because
   * {@code pretrained_cfg} often keeps the three of the model's origin.
   *
   * @param patchKernel shape of the weights' patch kernel [D, channels, h, w], if there is one
   */
  public int channels(Optional<long[]> patchKernel) throws ImportException {
    return args.integer("in_chans")
        .orElse(patchKernel.filter(shape -> shape.length == 4).map(s -> (int) s[1]).orElse(3));
  }

  /** Height and width of the images that the model is made for. */
  public Optional<List<Integer>> imageSize() throws ImportException {
    Optional<List<Integer>> given = args.pair("img_size");
    return given.isPresent() ? given : inputSize().map(size -> size.subList(1, 3));
  }

  /** Height and width of the input that {@code pretrained_cfg} gives a model of one channel. */
  public Optional<List<Integer>> inputOfOneChannel() throws ImportException {
    return inputSize().filter(size -> size.get(0) == 1).map(size -> size.subList(1, 3));
  }

  /** Channels, height and width that the weights are meant for. */
  private Optional<List<Integer>> inputSize() throws ImportException {
    Optional<List<Integer>> size = pretrained.integers("input_size");
    if (size.isPresent() && size.get().size() != 3) {
      throw pretrained.problem("input_size", "channels, height and width");
    }
    return size;
  }

  /**
   * The number of classes, 0 for a model without a classifier; {@code pretrained_cfg}, which often
   * keeps the model's origin's, isn't asked.
   */
  public Optional<Integer> classes() throws ImportException {
    Optional<Integer> given = args.integer("num_classes");
    return given.isPresent() ? given : config.integer("num_classes");
  }

  /**
   * Names of the classes in the order of the logits, or their numbers where the configuration has
   * none for each of them.
   *
   * @param notes gets a sentence if names had to be told apart
   */
  public List<String> labels(int classes, List<String> notes) throws ImportException {
    Optional<Map<Integer, String>> own = config.textsById("label_names");
    Map<Integer, String> byId =
        (own.isPresent() ? own : pretrained.textsById("label_names")).orElse(Map.of());
    return byId.keySet().equals(Classes.ids(classes))
        ? Classes.distinct(IntStream.range(0, classes).mapToObj(byId::get).toList(), notes)
        : Classes.numbered(classes);
  }

  /** The ratio by which timm, which cuts the product, gets {@code hidden} out of {@code width}. */
  public static double ratio(int hidden, int width) {
    double ratio = (double) hidden / width;
    return (int) (width * ratio) < hidden ? Math.nextUp(ratio) : ratio;
  }
}
