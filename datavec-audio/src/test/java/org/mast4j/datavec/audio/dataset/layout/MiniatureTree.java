package org.mast4j.datavec.audio.dataset.layout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.Split;

/** Builds a data set's tree in miniature, and reads it by its layout. */
record MiniatureTree(Path root, DatasetLayout layout) {

  MiniatureTree(Path root, String layout) {
    this(root, DatasetLayouts.find(layout).orElseThrow());
  }

  /** Writes clips of a few samples. */
  void wavs(String... names) throws IOException {
    for (String name : names) {
      WavFile.floats(root.resolve(name), 16_000, 0.1f, -0.1f);
    }
  }

  /** Writes a text file. */
  void text(String name, String... lines) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  /** Removes a file. */
  void remove(String name) throws IOException {
    Files.delete(root.resolve(name));
  }

  LayoutClips open() throws IOException {
    return open(1);
  }

  LayoutClips open(int fold) throws IOException {
    return DatasetLayouts.open(layout, root, fold);
  }

  /** The clips of one split, as {@code path=[classes]}, paths from the root. */
  List<String> clips(LayoutClips opened, Split split) {
    return opened.dataset().of(split).stream()
        .map(clip -> name(clip) + "=" + clip.labels())
        .toList();
  }

  /** How many clips of a split each class has. */
  static Map<String, Long> sizes(LayoutClips opened, Split split) {
    return opened.dataset().of(split).stream()
        .flatMap(clip -> clip.labels().stream())
        .collect(Collectors.groupingBy(label -> label, Collectors.counting()));
  }

  /** Asserts that the tree is refused, with a message that names the root and holds the parts. */
  void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(AudioException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContainingAll(parts);
  }

  private String name(AudioClip clip) {
    return root.relativize(clip.path()).toString().replace('\\', '/');
  }
}
