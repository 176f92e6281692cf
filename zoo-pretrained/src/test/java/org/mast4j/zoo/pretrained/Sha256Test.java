package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {
  /** Of "abc": FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;

  @Test
  void hashesAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("abc"), "abc");

    assertThat(Sha256.of(file))
        .isEqualTo(new Sha256(ABC.toUpperCase(Locale.ROOT)))
        .hasToString(ABC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ba78", "unknown"})
  void refusesWhatIsNoHash(String text) {
    assertThatThrownBy(() -> new Sha256(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sha256 \"" + text + "\"; expected 64 hexadecimal digits");
  }
}
