package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.settings.Require;

/** A folder whose sub-folders name the classes, and perhaps the splits. */
final class FolderScan {

  /** Splits lie above the classes, or directly below them. */
  private static final int DEEPEST_SPLIT_LEVEL = 2;

  private final Path root;
  private final AudioTree tree;

  private FolderScan(Path root, AudioTree tree) {
    this.root = root;
    this.tree = tree;
  }

  /** Reads {@code CLASS/...}, {@code train/CLASS/...} or {@code CLASS/train/...}. */
  static AudioDataset scan(Path root) throws IOException {
    FolderScan scan = search(root);
    OptionalInt splits =
        IntStream.rangeClosed(1, DEEPEST_SPLIT_LEVEL).filter(scan::namesSplits).findFirst();
    return scan.dataset(splits.equals(OptionalInt.of(1)) ? 2 : 1, splits);
  }

  /** The same with classes at a level of one's choice, and splits above it. */
  static AudioDataset scan(Path root, int labelLevel) throws IOException {
    Require.positive("labelLevel", labelLevel);
    FolderScan scan = search(root);
    return scan.dataset(
        labelLevel, IntStream.range(1, labelLevel).filter(scan::namesSplits).findFirst());
  }

  private static FolderScan search(Path root) throws IOException {
    AudioTree tree = AudioTree.walk(root);
    if (tree.files().isEmpty()) {
      throw new AudioException(
          root,
          "holds no audio; expected files ending in "
              + String.join(", ", AudioFiles.AUDIO_EXTENSIONS.stream().sorted().toList())
              + tree.passedOver().sentence().map(left -> " (" + left + ")").orElse(""));
    }
    return new FolderScan(root, tree);
  }

  /** Whether every file has a folder at that level, and each of them is called by a split. */
  private boolean namesSplits(int level) {
    return tree.files().stream()
        .allMatch(file -> folder(file, level).flatMap(Split::parse).isPresent());
  }

  private AudioDataset dataset(int labelLevel, OptionalInt splitLevel) {
    List<AudioClip> clips =
        tree.files().stream()
            .map(
                file ->
                    new AudioClip(
                        file,
                        folder(file, labelLevel),
                        splitLevel.isPresent()
                            ? folder(file, splitLevel.getAsInt()).flatMap(Split::parse)
                            : Optional.empty()))
            .toList();
    addEmptyFolders(labelLevel);
    List<String> remarks = new ArrayList<>(tree.passedOver().sentence().stream().toList());
    if (splitLevel.isEmpty()) {
      splitsTakenForClasses(labelLevel).ifPresent(remarks::add);
    }
    return AudioDataset.found(root, clips, false, remarks);
  }

  private void addEmptyFolders(int labelLevel) {
    Set<Path> full = new HashSet<>();
    for (Path file : tree.files()) {
      for (Path parent = file.getParent(); full.add(parent) && !parent.equals(root); ) {
        parent = parent.getParent();
      }
    }
    for (Path folder : tree.folders()) {
      if (!full.contains(folder) && root.relativize(folder).getNameCount() <= labelLevel) {
        tree.passedOver().add(PassedOver.Reason.NO_AUDIO, tree.name(folder));
      }
    }
  }

  private Optional<String> splitsTakenForClasses(int level) {
    Set<String> labels =
        tree.files().stream().flatMap(f -> folder(f, level).stream()).collect(Collectors.toSet());
    List<String> splits =
        labels.stream().filter(label -> Split.parse(label).isPresent()).sorted().toList();
    return splits.size() < 2
        ? Optional.empty()
        : Optional.of(
            "%s are taken for classes, since %s lies beside them; move it to have them as splits"
                .formatted(
                    String.join(", ", splits),
                    labels.stream()
                        .filter(label -> !splits.contains(label))
                        .sorted()
                        .findFirst()
                        .orElse("a file")));
  }

  /** The name of a file's folder, 1 for the first under the root. */
  private Optional<String> folder(Path file, int level) {
    Path relative = root.relativize(file);
    return relative.getNameCount() > level
        ? Optional.of(relative.getName(level - 1).toString())
        : Optional.empty();
  }
}
