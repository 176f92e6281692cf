package org.mast4j.zoo;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mast4j.classpath.ClassPath;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.datavec.audio.internal.io.AtomicDirectory;
import org.mast4j.datavec.audio.internal.io.TextFiles;
import org.mast4j.settings.Require;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;

/**
 * A model as it is stored: all that its directory holds ({@value #CONFIG}, {@value #WEIGHTS} and
 * {@value FrontEndJson#FILE_NAME}), in memory. {@link #open} makes a graph of it.
 *
 * @param encoder the encoder
 * @param frontEnd what makes its input from audio
 * @param labels of the classes, in the order of the logits; empty for an encoder without classifier
 * @param activation how the classifier's logits become probabilities
 * @param windowing what is looked at of a clip longer than the model's window
 * @param headInput what the classifier reads; of most models the encoder's embedding
 * @param hidden layers of the classifier before its last one; of most models none
 * @param weights by checkpoint key
 */
@RecordBuilder
public record StoredModel(
    EncoderConfig encoder,
    FrontEndConfig frontEnd,
    List<String> labels,
    Activation activation,
    Windowing windowing,
    HeadInput headInput,
    List<HiddenLayer> hidden,
    Weights weights)
    implements StoredModelBuilder.With {
  public static final String CONFIG = "config.json";
  public static final String WEIGHTS = "model.safetensors";

  /** The files of a model directory. */
  public static final Set<String> FILES = Set.of(CONFIG, WEIGHTS, FrontEndJson.FILE_NAME);

  private static final AtomicDirectory MODELS =
      new AtomicDirectory("a model directory of mast4j", FILES, StoredModel::isOurs);

  /**
   * @throws IllegalArgumentException if encoder and front end differ in mels or frames, the window
   *     is another, a label is there twice, or alone in a softmax, or the weights have other hidden
   *     layers
   */
  public StoredModel {
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(headInput, "headInput");
    labels = List.copyOf(labels);
    hidden = List.copyOf(hidden);
    if (frontEnd.width() != encoder.grid().mels() || frontEnd.frames() != encoder.grid().frames()) {
      throw new IllegalArgumentException(
          "front end of "
              + frontEnd.frames()
              + " frames x "
              + frontEnd.width()
              + " mels; expected the encoder's "
              + encoder.grid().frames()
              + " x "
              + encoder.grid().mels());
    }
    windowing.requireFits(frontEnd);
    boolean alone = labels.size() == 1 && activation == Activation.SOFTMAX;
    Require.that(
        !alone && new HashSet<>(labels).size() == labels.size(),
        "labels",
        labels,
        "none, or two or more that differ");
    requireHidden(hidden, weights);
    requireInput(encoder, headInput, hidden, weights);
  }

  private static void requireHidden(List<HiddenLayer> hidden, Weights weights) {
    long withWeights = weights.keys().stream().filter(Head::isHiddenWeight).count();
    if (withWeights != hidden.size()) {
      throw new IllegalArgumentException(
          "weights of "
              + withWeights
              + " hidden layers of a classifier; expected those of "
              + hidden.size()
              + " (EncoderLayers.model takes both from a ComputationGraph)");
    }
  }

  private static void requireInput(
      EncoderConfig encoder, HeadInput input, List<HiddenLayer> hidden, Weights weights) {
    String first = hidden.isEmpty() ? Head.LAST_WEIGHT : Head.FIRST_HIDDEN_WEIGHT;
    if (weights.keys().contains(first)
        && weights.get(first).rank() == 2
        && weights.get(first).size(1) != input.width(encoder)) {
      throw new IllegalArgumentException(
          first
              + " reads "
              + weights.get(first).size(1)
              + " values; expected the "
              + input.width(encoder)
              + " of head input "
              + input
              + " (StoredModel.of takes both from an EncoderGraph)");
    }
  }

  /**
   * A model that looks at a long clip by half-overlapping windows, and whose classifier, if it has
   * one, is one linear layer and tells classes apart by softmax.
   */
  public StoredModel(
      EncoderConfig encoder, FrontEndConfig frontEnd, List<String> labels, Weights weights) {
    this(
        encoder,
        frontEnd,
        labels,
        Activation.SOFTMAX,
        Windowing.halfOverlap(frontEnd),
        HeadInput.EMBEDDING,
        List.of(),
        weights);
  }

  /**
   * What a graph computes as a model: its weights, which are copied, and all that its classifier is
   * made of, such as what a {@code FineTuner} chose that it reads; else as {@link
   * #StoredModel(EncoderConfig, FrontEndConfig, List, Weights)} has it.
   *
   * @param labels of the classifier's classes; none if there is no classifier
   */
  public static StoredModel of(EncoderGraph graph, FrontEndConfig frontEnd, List<String> labels) {
    StoredModelBuilder builder = builder(graph.config(), frontEnd).labels(labels);
    graph.head().ifPresent(head -> builder.headInput(head.input()).hidden(head.hidden()));
    return builder.weights(graph.weights().copy()).build();
  }

  /** A builder that lacks the weights; without labels, else as that constructor has it. */
  public static StoredModelBuilder builder(EncoderConfig encoder, FrontEndConfig frontEnd) {
    return StoredModelBuilder.builder()
        .encoder(encoder)
        .frontEnd(frontEnd)
        .labels(List.of())
        .activation(Activation.SOFTMAX)
        .windowing(Windowing.halfOverlap(frontEnd))
        .headInput(HeadInput.EMBEDDING)
        .hidden(List.of());
  }

  /**
   * Reads a directory that {@link #write} wrote.
   *
   * @throws IOException naming the file, and what is missing, unknown or malformed in it
   */
  public static StoredModel read(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          directory + ": no such folder; expected a model directory, as import and finetune write");
    }
    for (String name : FILES.stream().sorted().toList()) {
      if (!Files.isRegularFile(directory.resolve(name))) {
        throw new IOException(directory + ": not a model directory, it has no " + name);
      }
    }
    return of(directory, TextFiles::read, SafeTensors::read);
  }

  /** Reads one of the files of a model, wherever they lie. */
  @FunctionalInterface
  interface FileReader<T> {
    T read(Path file) throws IOException;
  }

  /**
   * The model of three files that are there.
   *
   * @param directory names their place in messages
   */
  static StoredModel of(Path directory, FileReader<String> texts, FileReader<Weights> tensors)
      throws IOException {
    Path configFile = directory.resolve(CONFIG);
    ModelJson config = ModelJson.parse(configFile, texts.read(configFile)).requireConfig();
    EncoderConfig encoder = config.encoder();
    ModelJson.Classifier classifier = config.classifier();
    Path frontEndFile = directory.resolve(FrontEndJson.FILE_NAME);
    ModelJson frontEndJson = ModelJson.parse(frontEndFile, texts.read(frontEndFile));
    List<String> labels = frontEndJson.labels();
    FrontEndConfig frontEnd = frontEndJson.frontEnd();
    Windowing windowing = config.windowing(frontEnd);
    Path weightsFile = directory.resolve(WEIGHTS);
    ClassPath.requireNd4j(); // not before: where it starts ahead, the above is read meanwhile
    Weights weights = tensors.read(weightsFile);
    try {
      weights.requireFinite();
      requireHidden(classifier.hidden(), weights);
    } catch (IllegalArgumentException e) {
      throw new IOException(weightsFile + ": " + e.getMessage(), e);
    }
    try {
      return builder(encoder, frontEnd)
          .labels(labels)
          .activation(classifier.activation())
          .windowing(windowing)
          .headInput(classifier.headInput())
          .hidden(classifier.hidden())
          .weights(weights)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(frontEndFile + ": " + e.getMessage(), e);
    }
  }

  /** The number of classes, if there is a classifier. */
  public Optional<Integer> classes() {
    return labels.isEmpty() ? Optional.empty() : Optional.of(labels.size());
  }

  /** The encoder alone; the model itself where it has no classifier. */
  public StoredModel withoutClassifier() {
    return classes().isEmpty()
        ? this
        : builder(encoder, frontEnd).windowing(windowing).weights(weights.encoder()).build();
  }

  private HeadShape head() {
    return new HeadShape(headInput, hidden, labels.size());
  }

  /**
   * A float graph of the model, with its classifier if it has one, and the weights loaded strictly.
   *
   * @throws IllegalArgumentException naming every weight that doesn't fit
   */
  public EncoderGraph open() {
    return classes().isEmpty()
        ? EncoderGraph.load(encoder, Optional.empty(), weights)
        : EncoderGraph.load(encoder, head(), weights);
  }

  /**
   * Requires the weights of exactly this model.
   *
   * @throws IllegalArgumentException naming every weight that doesn't fit
   */
  public void requireShapes() {
    weights.requireShapes(
        classes().isEmpty()
            ? EncoderGraph.shapes(encoder, Optional.empty())
            : EncoderGraph.shapes(encoder, head()));
  }

  /** What {@value FrontEndJson#FILE_NAME} says: the front end, and the labels. */
  public String frontEndJson() {
    return ModelJson.frontEnd(this);
  }

  /**
   * Writes the model whole or not at all, in place of an older one; see {@link AtomicDirectory}.
   *
   * @throws IOException if the directory holds anything but a model directory
   */
  public void write(Path directory) throws IOException {
    MODELS.write(
        directory,
        fresh -> {
          Files.writeString(fresh.resolve(CONFIG), ModelJson.config(this));
          Files.writeString(fresh.resolve(FrontEndJson.FILE_NAME), frontEndJson());
          SafeTensors.write(fresh.resolve(WEIGHTS), weights, Map.of("format", "pt"));
        });
  }

  /**
   * Checks before the work whether {@link #write} could write there.
   *
   * @throws IOException saying what is in the way
   */
  public static void requireWritable(Path directory) throws IOException {
    MODELS.requireWritable(directory);
  }

  private static boolean isOurs(Path directory) throws IOException {
    Path config = directory.resolve(CONFIG);
    return ModelJson.parse(config, TextFiles.read(config)).isOurs();
  }
}
