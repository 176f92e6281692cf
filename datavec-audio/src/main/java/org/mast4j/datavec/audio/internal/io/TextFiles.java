package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** Text files in UTF-8, whose failures name the file: the JDK's often don't. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * All of a file's text.
   *
   * @throws AudioException if there is no such file, it is a folder, or it isn't UTF-8
   * @throws IOException if it can't be read
   */
  public static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new AudioException(file, "a folder; name a file");
    }
    if (!Files.exists(file)) {
      throw new AudioException(file, "no such file; check the path");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new AudioException(file, "not a text in UTF-8; check the path, or save it as such", e);
    }
  }
}
