package org.mast4j.cli.studio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipPass;
import org.mast4j.ssl.evaluate.Representation;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioExplorer;
import org.mast4j.zoo.inference.ClipWindows;
import org.mast4j.zoo.inference.WindowExtractor;

/** The clips of a folder by their embeddings. */
public final class Neighbours {
  private static final int WINDOWS_A_BATCH = 64;
  private static final int EXAMPLES = 6;

  private final Path folder;
  private final List<Path> files;
  private final double[][] unit;

  private Neighbours(Path folder, List<Path> files, double[][] unit) {
    this.folder = folder;
    this.files = List.copyOf(files);
    this.unit = unit;
  }

  /** No clips. */
  public static Neighbours none() {
    return new Neighbours(Path.of(""), List.of(), new double[0][]);
  }

  /** The audio files below a folder; there may be none. */
  public static List<Path> filesOf(Path folder) throws IOException {
    return AudioTree.walk(folder).files();
  }

  /**
   * Embeds files of a folder.
   *
   * @param bad lists those that can't be used
   * @param progress told how many are read, from any thread
   * @throws AudioException if none can be used
   */
  public static Neighbours embed(
      StoredModel model,
      AudioExplorer explorer,
      Path folder,
      List<Path> files,
      BadClips bad,
      IntConsumer progress)
      throws AudioException {
    WindowExtractor extractor = new WindowExtractor(model.frontEnd(), model.windowing());
    List<AudioClip> clips =
        files.stream()
            .map(file -> new AudioClip(file, Optional.empty(), Optional.empty()))
            .toList();
    Batch batch = new Batch(explorer);
    ClipPass.run(clips, extractor::extract, bad, progress, batch::add);
    batch.flush();
    double[][] unit = Representation.unit(batch.embeddings.toArray(double[][]::new));
    return new Neighbours(folder, batch.files, unit);
  }

  /** Clips that wait until there are enough of them for a call of the graph. */
  private static final class Batch {
    private final AudioExplorer explorer;
    private final List<Path> files = new ArrayList<>();
    private final List<double[]> embeddings = new ArrayList<>();
    private final List<ClipWindows> windows = new ArrayList<>();
    private int count;

    Batch(AudioExplorer explorer) {
      this.explorer = explorer;
    }

    void add(AudioClip clip, ClipWindows ofClip) {
      files.add(clip.path());
      windows.add(ofClip);
      count += ofClip.spectrograms().size();
      if (count >= WINDOWS_A_BATCH) {
        flush();
      }
    }

    void flush() {
      if (!windows.isEmpty()) {
        for (float[] row : explorer.embed(windows)) {
          embeddings.add(doubles(row));
        }
        windows.clear();
        count = 0;
      }
    }
  }

  private static double[] doubles(float[] row) {
    return IntStream.range(0, row.length).mapToDouble(d -> row[d]).toArray();
  }

  /**
   * A neighbour.
   *
   * @param index of its file
   * @param name from the folder, with {@code /} on every system
   * @param similarity the cosine of the angle between its embedding and the clip's
   */
  record Neighbour(int index, String name, double similarity) {}

  /** The k files whose embeddings are nearest by angle, the nearest first. */
  List<Neighbour> nearest(float[] embedding, int k) {
    double[] row = Representation.unit(new double[][] {doubles(embedding)})[0];
    return IntStream.range(0, unit.length)
        .mapToObj(i -> new Neighbour(i, name(i), dot(unit[i], row)))
        .sorted(Comparator.comparingDouble(Neighbour::similarity).reversed())
        .limit(k)
        .toList();
  }

  /**
   * One of the clips.
   *
   * @param index of its file
   * @param name as of a {@link Neighbour}
   */
  record Example(int index, String name) {}

  /** A few clips from all over the folder. */
  List<Example> examples() {
    int count = Math.min(EXAMPLES, files.size());
    return IntStream.range(0, count)
        .map(i -> (2 * i + 1) * files.size() / (2 * count))
        .mapToObj(i -> new Example(i, name(i)))
        .toList();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  int size() {
    return files.size();
  }

  /** The folder's own name. */
  String folderName() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  String name(int index) {
    return folder.relativize(files.get(index)).toString().replace('\\', '/');
  }

  /** The file of an index; nothing if there is none. */
  Optional<Path> file(int index) {
    return index < files.size() ? Optional.of(files.get(index)) : Optional.empty();
  }
}
