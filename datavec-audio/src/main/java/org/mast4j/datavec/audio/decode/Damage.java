package org.mast4j.datavec.audio.decode;

import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** How every decoder says that a part of a file isn't what its checksum says. */
final class Damage {

  private Damage() {}

  /** Of a part by name, as in {@code the Ogg page at byte 100}. */
  static AudioException of(Path file, String part) {
    return new AudioException(
        file, "damaged: " + part + " has a wrong checksum; copy it again or remove it");
  }
}
