package org.mast4j.datavec.audio.internal.io;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/**
 * Names of files that Java can't read: it decodes their bytes by the locale, and what it can't
 * decode becomes U+FFFD, by which different names become one and lead to no file.
 */
public final class FileNames {

  private static final char REPLACEMENT = '\uFFFD';

  private FileNames() {}

  /**
   * Says whether a listed file can be told from others by its name.
   *
   * @param root the folder that was searched
   * @param file below it
   * @throws AudioException if the name isn't in the encoding of this Java's file names
   */
  public static void requireReadable(Path root, Path file) throws AudioException {
    if (file.toString().indexOf(REPLACEMENT) >= 0 && !leadsBack(file)) {
      throw new AudioException(root, "holds \"%s\", ".formatted(root.relativize(file)) + problem());
    }
  }

  /**
   * The same of a file that is named by a URI.
   *
   * @param source what listed it
   */
  public static void requireReadable(Path source, URI file) throws AudioException {
    if ("file".equals(file.getScheme())
        && file.getPath().indexOf(REPLACEMENT) >= 0
        && !exists(file)) {
      throw new AudioException(source, "holds \"%s\", ".formatted(file.getPath()) + problem());
    }
  }

  private static boolean exists(URI file) {
    try {
      return Files.exists(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** What is wrong with a name that Java can't read or write, as {@code problem; what to do}. */
  public static String problem() {
    String encoding = System.getProperty("sun.jnu.encoding");
    return StandardCharsets.UTF_8.name().equalsIgnoreCase(encoding)
        ? "whose name isn't UTF-8, so that it can't be told from others; rename it (convmv does)"
        : "whose name isn't %s, this Java's encoding of file names".formatted(encoding)
            + "; set LC_ALL=C.UTF-8 in the environment before Java starts";
  }

  /** A name may hold U+FFFD itself, as an archive unpacked wrongly does. */
  private static boolean leadsBack(Path file) {
    try {
      return Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
