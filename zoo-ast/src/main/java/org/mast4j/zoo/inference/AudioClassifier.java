package org.mast4j.zoo.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.ModelDirectory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier of audio of any length:
 *
 * <pre>{@code
 * try (AudioClassifier classifier = AudioClassifier.open(Path.of("model"))) {
 *   classifier.classify(Path.of("clip.wav")).top(3).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>A clip longer than the model's window is cut into windows as {@link Windowing} says (by
 * default each overlaps half of the one before), whose probabilities are averaged; a shorter one is
 * padded as the front end does. Several threads may use one instance. Closing it frees its native
 * memory; every later call throws IllegalStateException.
 */
public final class AudioClassifier implements AutoCloseable {
  private final AudioModel model;
  private final List<String> labels;
  private final Activation activation;

  /**
   * A classifier with a copy of a model's weights.
   *
   * @throws IllegalArgumentException if the model has no classifier, if its weights don't fit, or
   *     if the window isn't the model's
   */
  public AudioClassifier(ModelDirectory model, Windowing windowing) {
    if (model.labels().isEmpty()) {
      throw new IllegalArgumentException("an encoder without a classifier; fine-tune it first");
    }
    this.model = new AudioModel(model, windowing);
    this.labels = model.labels();
    this.activation = model.activation();
  }

  /** As the other constructor, with the default windows. */
  public AudioClassifier(ModelDirectory model) {
    this(model, Windowing.halfOverlap(model.frontEnd()));
  }

  /**
   * Opens a model directory.
   *
   * @throws IOException if there is none, or if it holds no valid model with a classifier
   */
  public static AudioClassifier open(Path modelDirectory) throws IOException {
    return AudioModel.open(modelDirectory, AudioClassifier::new);
  }

  /** The labels in the order of {@link Outputs}' columns. */
  public List<String> labels() {
    return labels;
  }

  /**
   * The labels of a file.
   *
   * @throws AudioException if it can't be decoded
   */
  public Classification classify(Path file) throws AudioException {
    return classify(List.of(model.windows(file))).get(0);
  }

  /**
   * The labels of a mono clip.
   *
   * @param samples nominally in [-1, 1]
   * @param sampleRate in Hz, any
   */
  public Classification classify(float[] samples, int sampleRate) {
    return classify(List.of(model.windows(new Waveform(samples, sampleRate)))).get(0);
  }

  /**
   * The labels of each file; their windows run through the graph in batches.
   *
   * @throws AudioException if one can't be decoded
   */
  public List<Classification> classifyFiles(List<Path> files) throws AudioException {
    return classify(model.windowsOfFiles(files));
  }

  /** The labels of each clip; their windows run through the graph in batches. */
  public List<Classification> classifyClips(List<Waveform> clips) {
    return classify(model.windowsOfClips(clips));
  }

  private List<Classification> classify(List<ClipWindows> clips) {
    return clips.isEmpty() ? List.of() : outputs(clips).classifications(labels);
  }

  /**
   * The numbers behind a classification.
   *
   * @param logits [clips, classes], the mean of a clip's windows
   * @param probabilities [clips, classes], the mean of its windows' probabilities
   */
  public record Outputs(INDArray logits, INDArray probabilities) {
    /** Each clip's labels, likeliest first. */
    public List<Classification> classifications(List<String> labels) {
      List<Classification> classifications = new ArrayList<>();
      for (double[] row : probabilities.toDoubleMatrix()) {
        classifications.add(Classification.of(labels, row));
      }
      return classifications;
    }
  }

  /**
   * Classifies clips that a {@link WindowExtractor} cut, or features of the model's size.
   *
   * @throws IllegalArgumentException without any clip
   */
  public Outputs outputs(List<ClipWindows> clips) {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException("no clips; expected at least one");
    }
    return model.run(
        graph -> {
          try (INDArray logits = Embedder.logits(graph, ClipWindows.all(clips));
              INDArray probabilities = activation.probabilities(logits)) {
            return new Outputs(
                ClipWindows.mean(logits, clips), ClipWindows.mean(probabilities, clips));
          }
        });
  }

  /**
   * What the model attends to in one window, over its patch grid; see {@link
   * org.mast4j.zoo.EncoderConfig#attentionMap}.
   *
   * @param window normalised log-mel of the model's size, as a {@link WindowExtractor} gives
   * @return [H, W]
   */
  public INDArray attention(Spectrogram window) {
    return model.attention(window);
  }

  @Override
  public void close() {
    model.close();
  }
}
