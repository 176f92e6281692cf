package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.Page;

/** The table of docs/audio.md that says what is read. */
class FormatsDocumentationTest {

  @Test
  void itListsTheEndingsThatFolderScansTake() throws IOException {
    List<String> lines = Page.of("docs/audio.md").text().lines().toList();
    int header =
        lines.indexOf("| ending | holds | read by | damage that is seen, beside truncation |");
    List<String> endings =
        lines.stream()
            .skip(header + 2L)
            .takeWhile(line -> line.startsWith("|"))
            .flatMap(line -> Arrays.stream(line.split("\\|")[1].split(",")))
            .map(String::strip)
            .filter(ending -> !ending.isEmpty())
            .toList();
    assertThat(endings).containsExactlyInAnyOrderElementsOf(AudioFiles.AUDIO_EXTENSIONS);
  }
}
