package org.mast4j.zoo.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What {@link AudioClassifier} and {@link AudioEncoder} share: an open graph behind its front end.
 *
 * <p>Threads may share it: calls run side by side where an engine runs the graph. Closing it waits
 * for those under way.
 */
final class AudioModel implements AutoCloseable {
  private final WindowExtractor extractor;
  private final EncoderGraph graph;
  private final String output;
  private final int width;
  private final ReadWriteLock opening = new ReentrantReadWriteLock(); // written by closing
  private volatile boolean closed;

  /** Memory that no call uses at present. */
  private final BlockingQueue<ClipMemory> idle =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  /**
   * An open model.
   *
   * @param output of its graph, [B, width], that {@link #run(Waveform, Consumer)} gives
   */
  AudioModel(StoredModel model, Windowing windowing, String output, int width) {
    this.extractor = new WindowExtractor(model.frontEnd(), windowing);
    this.graph = model.open();
    this.output = output;
    this.width = width;
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

  private ClipWindows windows(Path file) throws AudioException {
    requireOpen();
    return extractor.extract(file);
  }

  ClipWindows windows(AudioClip clip) throws AudioException {
    requireOpen();
    return extractor.extract(clip);
  }

  private ClipWindows windows(Waveform clip) {
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

  <T> T run(Function<EncoderGraph, T> use) {
    opening.readLock().lock();
    try {
      requireOpen();
      return use.apply(graph);
    } finally {
      opening.readLock().unlock();
    }
  }

  /** Rows of the output for each window of all clips. */
  List<float[]> rows(List<ClipWindows> clips) {
    return run(open -> BatchedOutputs.rows(open, ClipWindows.all(clips), output));
  }

  /**
   * Runs one clip, in memory that is kept for the next.
   *
   * @param row is shown the output for each window, [width], which it may change, not keep
   * @param read makes something of the mean of these rows, [width], which it mustn't keep
   */
  <T> T run(Waveform clip, Consumer<float[]> row, Function<float[], T> read) {
    return run(
        open -> {
          ClipMemory memory = idle.poll();
          if (memory == null) {
            memory = newMemory();
          }
          runIn(memory, clip, row);
          memory.mean().take(memory.row());
          T result = read.apply(memory.row());
          idle.offer(memory);
          return result;
        });
  }

  /**
   * As the other method, of a file.
   *
   * @throws AudioException if it can't be decoded, or is too long for the memory
   */
  <T> T run(Path file, Consumer<float[]> row, Function<float[], T> read) throws AudioException {
    requireOpen();
    try {
      return run(AudioFiles.read(file), row, read);
    } catch (OutOfMemoryError e) {
      throw AudioException.tooLong(file, e);
    }
  }

  private ClipMemory newMemory() {
    FrontEndConfig frontEnd = extractor.config();
    PatchGrid grid = graph.config().grid();
    return new ClipMemory(
        frontEnd.frames() * frontEnd.width(), grid.size() * grid.patchSize(), width);
  }

  private void runIn(ClipMemory memory, Waveform clip, Consumer<float[]> row) {
    Spectrogram logMel = extractor.logMel(clip, memory::logMel);
    List<Integer> starts = extractor.starts(clip, logMel);
    BatchedOutputs.run(
        graph,
        output,
        starts.size(),
        (from, to, patches) -> {
          for (int i = from; i < to; i++) {
            Spectrogram window = extractor.config().window(logMel, starts.get(i), memory.window());
            Patches.extract(window, graph.config().grid(), memory.patches(), 0);
            patches.put(i - from, memory.patches());
          }
        },
        (from, rows) -> {
          for (int i = 0; i < rows.size(0); i++) {
            read(rows, i, memory.row());
            row.accept(memory.row());
            memory.mean().add(memory.row());
          }
        });
  }

  /** Copies a row of a FLOAT matrix. */
  private static void read(INDArray matrix, int index, float[] row) {
    if (matrix.stride(1) == 1) {
      new FloatPointer(matrix.data().pointer())
          .position(matrix.offset() + index * matrix.stride(0))
          .get(row);
    } else { // as the stock session may lay it
      for (int i = 0; i < row.length; i++) {
        row[i] = matrix.getFloat(index, i);
      }
    }
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
  public void close() {
    opening.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        graph.close();
      }
    } finally {
      opening.writeLock().unlock();
    }
  }
}
