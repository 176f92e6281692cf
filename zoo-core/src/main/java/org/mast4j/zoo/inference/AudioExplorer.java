package org.mast4j.zoo.inference;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model with or without a classifier, looked at closely: what {@link AudioClassifier} and {@link
 * AudioEncoder} average is kept window by window, all of it from one graph.
 *
 * <pre>{@code
 * try (AudioExplorer explorer = new AudioExplorer(StoredModel.read(Path.of("model")))) {
 *   Exploration clip = explorer.explore(AudioFiles.read(Path.of("clip.wav")));
 *   List<double[][]> attention = explorer.attention(clip.windows());
 * }
 * }</pre>
 *
 * <p>Several threads may use one instance. Closing it frees its native memory; every later call
 * throws IllegalStateException.
 */
public final class AudioExplorer implements AutoCloseable {
  private final AudioModel model;
  private final Activation activation;
  private final boolean classifies;

  /**
   * An explorer with a copy of a model's weights, and with the windows that the model records.
   *
   * @throws IllegalArgumentException if its weights don't fit
   */
  public AudioExplorer(StoredModel model) {
    this.model =
        new AudioModel(
            model, model.windowing(), EncoderGraph.POOLED, model.encoder().outputWidth());
    this.activation = model.activation();
    this.classifies = !model.labels().isEmpty();
  }

  /** What the model makes of a mono clip of any length. */
  public Exploration explore(Waveform clip) {
    WindowExtractor.Placed placed = model.place(clip);
    List<Spectrogram> windows = placed.windows().spectrograms();
    return model.run(
        graph -> {
          float[][] embeddings = new float[windows.size()][];
          double[][] probabilities = new double[windows.size()][0];
          BatchedOutputs.forEachBatch(
              graph,
              windows,
              (from, patches) ->
                  graph.run(
                      outputs(),
                      (int) patches.size(0),
                      input -> input.assign(patches),
                      outputs -> {
                        fill(embeddings, from, outputs.get(EncoderGraph.POOLED).toFloatMatrix());
                        if (classifies) {
                          INDArray logits = outputs.get(EncoderGraph.LOGITS);
                          try (INDArray shares = activation.probabilities(logits)) {
                            fill(probabilities, from, shares.toDoubleMatrix());
                          }
                        }
                        return from;
                      }));
          return new Exploration(
              placed.logMel(), placed.starts(), windows, embeddings, probabilities);
        });
  }

  private List<String> outputs() {
    return classifies
        ? List.of(EncoderGraph.POOLED, EncoderGraph.LOGITS)
        : List.of(EncoderGraph.POOLED);
  }

  private static <T> void fill(T[] rows, int from, T[] some) {
    System.arraycopy(some, 0, rows, from, some.length);
  }

  /**
   * The embeddings of clips that a {@link WindowExtractor} cut, [clips][D].
   *
   * @throws IllegalArgumentException without any clip
   */
  public float[][] embed(List<ClipWindows> clips) {
    Require.that(!clips.isEmpty(), "clips", clips, "one at least");
    return ClipWindows.means(model.rows(clips), clips);
  }

  /**
   * What the model attends to in each window, [H][W] over its patch grid; see {@link
   * org.mast4j.zoo.EncoderConfig#attentionMap}.
   *
   * @param windows of an {@link Exploration}
   */
  public List<double[][]> attention(List<Spectrogram> windows) {
    List<double[][]> maps = new ArrayList<>(windows.size());
    for (Spectrogram window : windows) {
      try (INDArray map = model.attention(window)) {
        maps.add(map.toDoubleMatrix());
      }
    }
    return maps;
  }

  @Override
  public void close() {
    model.close();
  }
}
