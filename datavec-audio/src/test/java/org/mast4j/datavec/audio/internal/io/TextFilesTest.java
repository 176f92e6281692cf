package org.mast4j.datavec.audio.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts, and what is none, by name. */
class TextFilesTest {
  @TempDir Path folder;

  @Test
  void aTextIsRead() throws IOException {
    assertThat(TextFiles.read(Files.writeString(folder.resolve("a"), "犬"))).isEqualTo("犬");
  }

  @Test
  void whatIsNoTextIsNamedWithTheReason() throws IOException {
    Path bytes = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> TextFiles.read(bytes)).hasMessageStartingWith(bytes + ": not a text");
    assertThatThrownBy(() -> TextFiles.read(folder)).hasMessage(folder + ": a folder; name a file");
    assertThatThrownBy(() -> TextFiles.read(folder.resolve("no.yaml")))
        .hasMessage(folder.resolve("no.yaml") + ": no such file; check the path");
  }
}
