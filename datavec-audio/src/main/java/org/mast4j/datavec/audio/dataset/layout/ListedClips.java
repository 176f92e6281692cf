package org.mast4j.datavec.audio.dataset.layout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;

/** Clips that a data set's own list names, of which none may be missing. */
final class ListedClips {

  private final LayoutRoot root;
  private final List<AudioClip> clips = new ArrayList<>();
  private final List<Path> missing = new ArrayList<>();

  ListedClips(LayoutRoot root) {
    this.root = root;
  }

  void add(Path file, List<String> labels, Split split) {
    if (Files.isRegularFile(file)) {
      clips.add(new AudioClip(file, labels, Optional.of(split), Optional.empty()));
    } else {
      missing.add(file);
    }
  }

  /**
   * All clips.
   *
   * @param list the file that names them, for messages
   * @param labels the classes in order
   * @throws AudioException if the list is empty or a file isn't there
   */
  LayoutClips complete(String list, List<String> labels) throws AudioException {
    requireComplete(list);
    return new LayoutClips(new AudioDataset(root.path(), clips, labels), 0);
  }

  /** As {@link #complete}, of clips with any number of classes. */
  LayoutClips completeMultiLabel(String list, List<String> labels) throws AudioException {
    requireComplete(list);
    return new LayoutClips(AudioDataset.multiLabel(root.path(), clips, labels), 0);
  }

  private void requireComplete(String list) throws AudioException {
    if (!missing.isEmpty()) {
      throw root.problem(
          "%d of the %d files in %s are missing, first %s"
              .formatted(
                  missing.size(), missing.size() + clips.size(), list, root.name(missing.get(0))));
    }
    if (clips.isEmpty()) {
      throw root.problem(list + " lists no clips");
    }
  }
}
