package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;

/** What every command asks of its outputs before the work, so that no work is done in vain. */
final class Outputs {
  private static final double MEGABYTE = 1e6;

  private Outputs() {}

  /** Files apart from one another and from the inputs, each of which may be written. */
  static void requireFiles(Collection<OutputFile> outputs, Collection<Path> inputs)
      throws IOException {
    List<Path> places = outputs.stream().map(OutputFile::path).toList();
    for (int i = 1; i < places.size(); i++) {
      if (places.subList(0, i).contains(places.get(i))) {
        throw new IOException(places.get(i) + ": named for two outputs; choose another for one");
      }
    }
    for (OutputFile output : outputs) {
      for (Path input : inputs) {
        requireOther(output.path(), input);
      }
      output.requireWritable();
    }
  }

  /** A model directory that isn't one of the inputs, nor around one, and may be written. */
  static void requireModel(Path out, Collection<Path> inputs) throws IOException {
    requireFolder(out, inputs);
    StoredModel.requireWritable(out);
  }

  /** A place outside of a data folder, which stays as it is. */
  static void requireOutside(Path out, Path data) throws IOException {
    if (Files.isDirectory(data) && real(out).startsWith(real(data))) {
      throw new IOException(out + ": lies in the data folder " + data + "; choose a place outside");
    }
  }

  /** A folder that isn't one of the inputs, nor around one. */
  static void requireFolder(Path out, Collection<Path> inputs) throws IOException {
    Path real = real(out);
    for (Path input : inputs) {
      requireOther(out, input);
      if (real(input).startsWith(real)) {
        throw new IOException(out + ": holds the input " + input + "; choose another place");
      }
    }
  }

  /** Room on the disk for such weights. */
  static void requireRoom(Path out, Weights weights) throws IOException {
    Optional<Path> folder = existing(out.toAbsolutePath().normalize());
    long needed = weights.parameterCount() * Float.BYTES;
    if (folder.isPresent() && Files.getFileStore(folder.get()).getUsableSpace() < needed) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: no room for the model's %.0f MB; choose another place, or make room there",
              out,
              needed / MEGABYTE));
    }
  }

  /** The same name with a suffix, beside a directory. */
  static Path beside(Path directory, String suffix) {
    Path plain = directory.normalize();
    boolean named = !plain.toString().isEmpty() && !plain.endsWith("..");
    Path whole = named ? plain : directory.toAbsolutePath().normalize();
    return whole.resolveSibling(whole.getFileName() + suffix);
  }

  private static void requireOther(Path out, Path input) throws IOException {
    if (real(out).equals(real(input))) {
      throw new IOException(out + ": an input, which is never replaced; choose another place");
    }
  }

  /** Links followed as far as the path exists. */
  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    Optional<Path> there = existing(absolute);
    return there.isEmpty()
        ? absolute
        : there.get().toRealPath().resolve(there.get().relativize(absolute)).normalize();
  }

  private static Optional<Path> existing(Path absolute) {
    Path there = absolute;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return Optional.ofNullable(there);
  }
}
