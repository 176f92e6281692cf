package org.mast4j.ssl.lape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.settings.Require;

/**
 * A task as it is once trained and tested on.
 *
 * @param task its name
 * @param fold which one is tested on, from 1; 1 of a task without folds
 * @param clips a digest of the list of clips, their classes and splits
 */
public record TaskFold(String task, int fold, String clips) {
  public TaskFold {
    Objects.requireNonNull(task, "task");
    Require.positive("fold", fold);
    Objects.requireNonNull(clips, "clips");
  }

  /**
   * Of a data set with splits: its digest is of the classes and of each clip's path below the data
   * set, size, part, class and split, so that the data set may be moved.
   */
  public static TaskFold of(String task, int fold, AudioDataset dataset) throws IOException {
    Path source = dataset.source().toAbsolutePath().normalize();
    Path root = Files.isDirectory(source) ? source : source.getParent();
    StringBuilder lines = new StringBuilder(dataset.labels().toString());
    for (AudioClip clip : dataset.clips()) {
      Path path = clip.path().toAbsolutePath().normalize();
      lines
          .append('\n')
          .append(path.startsWith(root) ? root.relativize(path) : path)
          .append('\t')
          .append(Files.size(path))
          .append('\t')
          .append(clip.segment())
          .append(clip.labels())
          .append(clip.split());
    }
    return new TaskFold(task, fold, Digest.of(lines.toString()));
  }
}
