package org.mast4j.zoo.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Require;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Embeddings of audio of any length:
 *
 * <pre>{@code
 * try (AudioEncoder encoder = AudioEncoder.open(Path.of("model"))) {
 *   float[] embedding = encoder.embed(Path.of("clip.wav"));
 * }
 * }</pre>
 *
 * <p>Of a clip longer than the model's window it looks at what the model's {@link Windowing} says
 * (by default at windows along the whole clip, each overlapping half of the one before, whose
 * embeddings are averaged); a shorter one is padded as the front end does. Several threads may use
 * one instance. Closing it frees its native memory; every later call throws IllegalStateException.
 */
public final class AudioEncoder implements AutoCloseable {
  private final AudioModel model;
  private final int width;

  /**
   * An encoder with a copy of a model's weights; a classifier on it isn't used.
   *
   * @throws IllegalArgumentException if its weights don't fit, or if the window isn't the model's
   */
  public AudioEncoder(StoredModel model, Windowing windowing) {
    this.width = model.encoder().outputWidth();
    this.model = new AudioModel(model, windowing, EncoderGraph.POOLED, width);
  }

  /** As the other constructor, with the windows that the model records. */
  public AudioEncoder(StoredModel model) {
    this(model, model.windowing());
  }

  /**
   * Opens a model directory.
   *
   * @throws IOException if there is none, or if it holds no valid model
   */
  public static AudioEncoder open(Path modelDirectory) throws IOException {
    return AudioModel.open(modelDirectory, AudioEncoder::new);
  }

  /** D, the length of an embedding. */
  public int width() {
    return width;
  }

  /**
   * The embedding of a file, D values.
   *
   * @throws AudioException if it can't be decoded
   */
  public float[] embed(Path file) throws AudioException {
    return model.run(file, row -> {}, float[]::clone);
  }

  /**
   * The embedding of a mono clip, D values.
   *
   * @param samples nominally in [-1, 1]
   * @param sampleRate in Hz, any
   */
  public float[] embed(float[] samples, int sampleRate) {
    return model.run(new Waveform(samples, sampleRate), row -> {}, float[]::clone);
  }

  /**
   * The embeddings of one or more files, [files, D]; their windows run through the graph in
   * batches.
   *
   * @throws AudioException if one can't be decoded
   */
  public INDArray embedFiles(List<Path> files) throws AudioException {
    return embed(model.windowsOfFiles(files));
  }

  /**
   * The embeddings of one or more clips, [clips, D]; their windows run through the graph in
   * batches.
   */
  public INDArray embedClips(List<Waveform> clips) {
    return embed(model.windowsOfClips(clips));
  }

  /**
   * The embeddings of clips that a {@link WindowExtractor} cut, or of features of the model's size,
   * [clips, D].
   *
   * @throws IllegalArgumentException without any clip
   */
  public INDArray embed(List<ClipWindows> clips) {
    Require.that(!clips.isEmpty(), "clips", clips, "one at least");
    return Nd4j.createFromArray(ClipWindows.means(model.rows(clips), clips));
  }

  /** Tokens of the last stage of each window, [windows, N', D]. */
  public INDArray tokens(List<Spectrogram> windows) {
    return model.run(graph -> BatchedOutputs.tokens(graph, windows));
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
