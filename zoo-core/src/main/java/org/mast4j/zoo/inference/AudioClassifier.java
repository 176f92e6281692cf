package org.mast4j.zoo.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipPass;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A classifier of audio of any length:
 *
 * <pre>{@code
 * try (AudioClassifier classifier = AudioClassifier.open(Path.of("model"))) {
 *   classifier.classify(Path.of("clip.wav")).top(3).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Of a clip longer than the model's window it looks at what the model's {@link Windowing} says
 * (by default at windows along the whole clip, each overlapping half of the one before, whose
 * probabilities are averaged); a shorter one is padded as the front end does. Several threads may
 * use one instance. Closing it frees its native memory; every later call throws
 * IllegalStateException.
 */
public final class AudioClassifier implements AutoCloseable {
  private static final int WINDOWS_A_BATCH = 64;

  private final AudioModel model;
  private final List<String> labels;
  private final Activation activation;

  /**
   * A classifier with a copy of a model's weights.
   *
   * @throws IllegalArgumentException if the model has no classifier, if its weights don't fit, or
   *     if the window isn't the model's
   */
  public AudioClassifier(StoredModel model, Windowing windowing) {
    if (model.labels().isEmpty()) {
      throw new IllegalArgumentException("an encoder without a classifier; fine-tune it first");
    }
    this.model = new AudioModel(model, windowing, EncoderGraph.LOGITS, model.labels().size());
    this.labels = model.labels();
    this.activation = model.activation();
  }

  /** As the other constructor, with the windows that the model records. */
  public AudioClassifier(StoredModel model) {
    this(model, model.windowing());
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
    return model.run(file, activation::toProbabilities, this::classification);
  }

  private Classification classification(float[] probabilities) {
    return Classification.of(labels, c -> probabilities[c]);
  }

  /**
   * The labels of a mono clip. Where the clip is as long as the one before and of the model's own
   * sample rate, and an engine runs the graph, a call allocates nothing but its result.
   *
   * @param samples nominally in [-1, 1]
   * @param sampleRate in Hz, any
   */
  public Classification classify(float[] samples, int sampleRate) {
    return model.run(
        new Waveform(samples, sampleRate), activation::toProbabilities, this::classification);
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

  /**
   * The labels of a data set's clips, of which a few are in memory at a time.
   *
   * @param progress told how many are read, from any thread
   * @param taker gets each good clip with its labels, in the clips' order
   * @throws AudioException if bad clips are refused, of the first one in the list; or if none is
   *     good
   */
  public void classify(
      List<AudioClip> clips,
      BadClips badClips,
      IntConsumer progress,
      BiConsumer<AudioClip, Classification> taker)
      throws AudioException {
    outputs(
        clips,
        badClips,
        progress,
        (some, outputs) -> {
          List<Classification> classifications = outputs.classifications(labels);
          for (int i = 0; i < some.size(); i++) {
            taker.accept(some.get(i), classifications.get(i));
          }
        });
  }

  /**
   * As {@link #classify(List, BadClips, IntConsumer, BiConsumer)}, by the numbers.
   *
   * @param taker gets some good clips at a time, in the clips' order, with their outputs, which are
   *     freed when it returns
   */
  public void outputs(
      List<AudioClip> clips,
      BadClips badClips,
      IntConsumer progress,
      BiConsumer<List<AudioClip>, Outputs> taker)
      throws AudioException {
    Batch batch = new Batch(taker);
    ClipPass.run(clips, model::windows, badClips, progress, batch::add);
    batch.flush();
  }

  /** Clips that wait until there are enough of them for a call of the graph. */
  private final class Batch {
    private final BiConsumer<List<AudioClip>, Outputs> taker;
    private final List<AudioClip> clips = new ArrayList<>();
    private final List<ClipWindows> windows = new ArrayList<>();
    private int count; // of all windows

    Batch(BiConsumer<List<AudioClip>, Outputs> taker) {
      this.taker = taker;
    }

    void add(AudioClip clip, ClipWindows ofClip) {
      clips.add(clip);
      windows.add(ofClip);
      count += ofClip.spectrograms().size();
      if (count >= WINDOWS_A_BATCH) {
        flush();
      }
    }

    void flush() {
      if (clips.isEmpty()) {
        return;
      }
      Outputs outputs = outputs(windows);
      try (INDArray logits = outputs.logits();
          INDArray probabilities = outputs.probabilities()) {
        taker.accept(List.copyOf(clips), outputs);
      }
      clips.clear();
      windows.clear();
      count = 0;
    }
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
      for (float[] row : probabilities.toFloatMatrix()) {
        classifications.add(Classification.of(labels, c -> row[c]));
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
    Require.that(!clips.isEmpty(), "clips", clips, "one at least");
    List<float[]> windows = model.rows(clips);
    INDArray logits = Nd4j.createFromArray(ClipWindows.means(windows, clips));
    windows.forEach(activation::toProbabilities);
    return new Outputs(logits, Nd4j.createFromArray(ClipWindows.means(windows, clips)));
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
