package org.mast4j.datavec.audio.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are there whole or not at all, and places named as the caller knows them. */
class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void aFullDiskIsToldOfTheFileThatWasMeant() throws IOException {
    Path file = Files.writeString(folder.resolve("x.npy"), "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    temporary -> {
                      Files.writeString(temporary, "half");
                      throw new IOException("No space left on device"); // as a channel says it
                    }))
        .isInstanceOf(UnwritableException.class)
        .hasMessage(
            file
                + ": can't be written (No space left on device); choose another place, or make room"
                + " there");
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void theReasonIsNamedOnceThroughAllLayers() {
    Path outer = Path.of("model");
    IOException inner =
        new UnwritableException(
            Path.of(".model.tmp/weights"),
            new FileSystemException("t", null, "Disk quota exceeded"));
    assertThat(new UnwritableException(outer, inner))
        .hasMessageStartingWith("model: can't be written (Disk quota exceeded);");
  }

  @Test
  void aPlaceIsTriedWithoutATrace() throws IOException {
    AtomicFiles.requireWritable(folder.resolve("new/deeper/x.npy"));
    assertThat(folder).isEmptyDirectory();
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> AtomicFiles.requireWritable(file.resolve("x.npy")))
        .hasMessageContaining("file isn't a folder; choose another place");
    assertThatThrownBy(() -> AtomicFiles.write(file.resolve("x.npy"), new byte[1]))
        .isInstanceOf(UnwritableException.class);
  }

  @Test
  void theLongestNameIsWrittenAndALongerOneRefusedBeforehand() throws IOException {
    Path longest = folder.resolve("x".repeat(255));
    AtomicFiles.requireWritable(longest);
    AtomicFiles.write(longest, new byte[1]);
    assertThat(longest).hasSize(1);
    for (String tooLong : List.of("x".repeat(256), "new/" + "é".repeat(128))) {
      assertThatThrownBy(() -> AtomicFiles.requireWritable(folder.resolve(tooLong)))
          .isInstanceOf(UnwritableException.class)
          .hasMessageContaining("(File name too long)");
    }
  }
}
