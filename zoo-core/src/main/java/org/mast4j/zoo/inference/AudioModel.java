package org.mast4j.zoo.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What {@link AudioClassifier} and {@link AudioEncoder} share: an open graph behind its front end.
 *
 * <p>Threads decode and transform audio side by side and take turns at the graph, whose ops use all
 * cores as it is; one session and its memory serve them all.
 */
final class AudioModel implements AutoCloseable {
  private final WindowExtractor extractor;
  private final EncoderGraph graph; // guarded by this
  private volatile boolean closed;

  AudioModel(StoredModel model, Windowing windowing) {
    this.extractor = new WindowExtractor(model.frontEnd(), windowing);
    this.graph = model.open();
  }

  /** Makes something of a model on disk that copies its weights, whose first copy is freed. */
  static <T> T open(Path directory, Function<StoredModel, T> facade) throws IOException {
    StoredModel model = StoredModel.read(directory);
    try {
      return facade.apply(model);
    } catch (IllegalArgumentException e) {
      throw new IOException(directory + ": " + e.getMessage(), e);
    } finally {
      model.weights().toMap().values().forEach(INDArray::close);
    }
  }

  ClipWindows windows(Path file) throws AudioException {
    requireOpen();
    return extractor.extract(file);
  }

  ClipWindows windows(AudioClip clip) throws AudioException {
    requireOpen();
    return extractor.extract(clip);
  }

  ClipWindows windows(Waveform clip) {
    requireOpen();
    return extractor.extract(clip);
  }

  WindowExtractor.Placed place(Waveform clip) {
    requireOpen();
    return extractor.place(clip);
  }

  List<ClipWindows> windowsOfFiles(List<Path> files) throws AudioException {
    List<ClipWindows> windows = new ArrayList<>(files.size());
    for (Path file : files) {
      windows.add(windows(file));
    }
    return windows;
  }

  List<ClipWindows> windowsOfClips(List<Waveform> clips) {
    return clips.stream().map(this::windows).toList();
  }

  synchronized <T> T run(Function<EncoderGraph, T> use) {
    requireOpen();
    Graphs.handOver(graph.graph());
    return use.apply(graph);
  }

  /** The attention map of one window, [H, W]. */
  INDArray attention(Spectrogram window) {
    INDArray maps = run(open -> BatchedOutputs.attention(open, List.of(window)));
    return maps.reshape('c', maps.size(1), maps.size(2));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed; open it again to use it");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      graph.close();
    }
  }
}
