package org.mast4j.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads paths: a leading {@code ~/} is the home folder, which shells leave as it is behind a {@code
 * =}; the empty text of an unset variable is no path.
 */
final class PathConverter implements ITypeConverter<Path> {
  private static final String HOME = "~/";

  @Override
  public Path convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("\"" + text + "\"; expected a path");
    }
    try {
      return text.startsWith(HOME) && !Files.exists(Path.of("~"))
          ? Path.of(System.getProperty("user.home"), text.substring(HOME.length()))
          : Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("\"" + text + "\" can't be a path: " + e.getReason());
    }
  }
}
