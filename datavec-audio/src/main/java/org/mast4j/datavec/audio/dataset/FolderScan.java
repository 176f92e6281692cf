package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.AudioFiles;

/** All audio files under a folder, told by their extension. */
final class FolderScan {

  private FolderScan() {}

  static AudioDataset scan(Path root, int labelLevel) throws IOException {
    if (labelLevel < 1) {
      throw new IllegalArgumentException("labelLevel must be at least 1, was " + labelLevel);
    }
    List<AudioClip> clips;
    try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      clips =
          files
              .filter(AudioFiles::isAudio)
              .filter(Files::isRegularFile)
              .sorted(Comparator.comparing(file -> portableName(root.relativize(file))))
              .map(file -> new AudioClip(file, label(root, file, labelLevel), Optional.empty()))
              .toList();
    } catch (UncheckedIOException e) {
      throw new AudioException(
          root, "can't be searched (" + e.getCause() + "); check permissions and links", e);
    }
    if (clips.isEmpty()) {
      throw new AudioException(
          root,
          "holds no audio; expected files ending in "
              + String.join(", ", AudioFiles.AUDIO_EXTENSIONS.stream().sorted().toList()));
    }
    return new AudioDataset(root, clips);
  }

  /** The same order on every system. */
  private static String portableName(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  private static Optional<String> label(Path root, Path file, int level) {
    Path relative = root.relativize(file);
    return relative.getNameCount() > level
        ? Optional.of(relative.getName(level - 1).toString())
        : Optional.empty();
  }
}
