package org.mast4j.datavec.audio.decode;

import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** How every decoder says that a file ends too early. */
final class Truncation {

  private Truncation() {}

  static AudioException of(Path file, long samples, long declared) {
    return new AudioException(
        file,
        "truncated: "
            + samples
            + " samples of the "
            + declared
            + " that it declares; copy it again or remove it");
  }

  static AudioException of(Path file, String evidence) {
    return new AudioException(file, "truncated: " + evidence + "; copy it again or remove it");
  }
}
