package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.AudioFiles;

/**
 * A root folder, and what to say when it doesn't hold what it should.
 *
 * @param path the folder that the user named
 * @param title the data set that should lie there
 * @param expected the archives that make the tree, after "expected"
 */
record LayoutRoot(Path path, String title, String expected) {

  /** The folder that an archive unpacks into, if {@code path} is the one above it. */
  static Path unpacked(Path path, String... names) {
    return Stream.of(names).map(path::resolve).filter(Files::isDirectory).findFirst().orElse(path);
  }

  /** The first of the files that exists, named from the root with {@code /}. */
  Path file(String... names) throws AudioException {
    return existing(names, "");
  }

  /** The first of the folders that exists, named from the root with {@code /}. */
  Path folder(String... names) throws AudioException {
    return existing(names, "/");
  }

  private Path existing(String[] names, String ending) throws AudioException {
    if (!Files.isDirectory(path)) {
      throw new AudioException(path, "no such folder; expected " + expected);
    }
    for (String name : names) {
      Path candidate = path.resolve(name);
      if (ending.isEmpty() ? Files.isRegularFile(candidate) : Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    throw problem("no " + String.join(ending + " or ", names) + ending);
  }

  /** A file below the root, named from it with {@code /}. */
  String name(Path file) {
    return path.relativize(file).toString().replace('\\', '/');
  }

  /** Says that the root isn't the data set, and why. */
  AudioException problem(String why) {
    return new AudioException(path, "not %s: %s; expected %s".formatted(title, why, expected));
  }

  /** The lines of a list that belongs to the data set. */
  static List<String> lines(Path list) throws IOException {
    try {
      return Files.readAllLines(list);
    } catch (CharacterCodingException e) {
      throw new AudioException(list, "isn't a text file in UTF-8; unpack it again", e);
    }
  }

  /** The audio files in a folder, sorted by name. */
  static List<Path> audio(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(AudioFiles::isAudio)
          .sorted(Comparator.comparing(entry -> entry.getFileName().toString()))
          .toList();
    }
  }
}
