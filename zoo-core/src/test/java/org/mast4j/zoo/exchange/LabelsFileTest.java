package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsFileTest {
  private static final String LABELS = "cat\r\ndög\r\nbird\r\n\r\n";

  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void windowsLinesAndMarksAreNoPartOfTheLabels() throws IOException {
    String marked = "\uFEFF" + LABELS;
    for (byte[] content :
        new byte[][] {
          LABELS.getBytes(StandardCharsets.UTF_8),
          marked.getBytes(StandardCharsets.UTF_8),
          marked.getBytes(StandardCharsets.UTF_16LE),
          marked.getBytes(StandardCharsets.UTF_16BE)
        }) {
      assertThat(LabelsFile.read(file("labels.txt", content)))
          .containsExactly("cat", "dög", "bird");
    }
  }

  @Test
  void audioSetsListIsReadAsItIs() throws IOException {
    String csv =
        "index,mid,display_name\n0,/m/09x0r,\"Speech\"\n1,/m/0brhx,\"Speech, synthetic\"\n";
    assertThat(LabelsFile.read(file("labels.CSV", csv.getBytes(StandardCharsets.UTF_8))))
        .containsExactly("Speech", "Speech, synthetic");
  }

  @Test
  void aLabelThatIsThereTwiceIsNamedWithItsLines() throws IOException {
    Path twice = file("labels.txt", "cat\n\ndog\ncat\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> LabelsFile.read(twice))
        .hasMessage(
            twice + ": line 4: \"cat\" is the label of line 1 too; expected labels that differ");
  }

  @Test
  void anotherEncodingIsNotGuessed() throws IOException {
    Path latin = file("labels.txt", LABELS.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> LabelsFile.read(latin))
        .hasMessage(latin + ": not UTF-8; save it as UTF-8");
    Path none = folder.resolve("none.txt");
    assertThatThrownBy(() -> LabelsFile.read(none)).hasMessageStartingWith(none + ": no such file");
  }
}
