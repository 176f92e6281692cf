package org.mast4j.cli.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.zoo.StoredModel;

/**
 * The files of the model's directory as they were when the studio read them. A model that comes
 * along has none.
 */
public final class ModelFiles {
  private final Path directory;
  private final Optional<List<List<Object>>> before;

  private ModelFiles(Path directory, Optional<List<List<Object>>> before) {
    this.directory = directory;
    this.before = before;
  }

  /** Looks at a directory; to be called before it is read. */
  public static ModelFiles of(Path directory) throws IOException {
    return new ModelFiles(
        directory, Files.isDirectory(directory) ? Optional.of(marks(directory)) : Optional.empty());
  }

  /** Which file, how long and how old, of each that a model is read from. */
  private static List<List<Object>> marks(Path directory) throws IOException {
    List<List<Object>> marks = new ArrayList<>();
    for (String name : StoredModel.FILES) {
      Path file = directory.resolve(name);
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      marks.add(List.of(name, String.valueOf(now.fileKey()), now.size(), now.lastModifiedTime()));
    }
    return marks;
  }

  /**
   * @throws Refusal if the directory isn't any more what was read: answers would be another model's
   */
  void requireUnchanged() throws Refusal {
    if (before.isEmpty()) {
      return;
    }
    boolean same;
    try {
      same = marks(directory).equals(before.get());
    } catch (IOException e) {
      same = false; // it is gone, or being replaced
    }
    if (!same) {
      throw new Refusal(
          Refusal.CONFLICT,
          directory + ": has changed since the studio read it, or is gone; start the studio again");
    }
  }
}
