package org.mast4j.datavec.audio.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;

class CsvFileTest {

  @TempDir Path folder;

  @Test
  void cellsMayBeQuotedAndPaddedAndEmpty() throws IOException {
    assertThat(rows("a, \"b, \"\"c\"\"\" ,\n\n,,\n\"\"\n"))
        .containsExactly(List.of("a", "b, \"c\"", ""), List.of("", "", ""), List.of(""));
  }

  @Test
  void misplacedQuotesAreNamedByFileAndLine() throws IOException {
    assertCsvProblem("a\n\"b\" c,d\n", "data.csv: line 2: text after a closing quote");
    assertCsvProblem("a \"b\" c\n", "data.csv: line 1: a quote inside a cell");
    assertCsvProblem("x\n\ny,\"b\n", "data.csv: line 3: a quote isn't closed");
  }

  @Test
  void columnsAreFoundByName() throws IOException {
    Path csv = write("\uFEFFx,y,z\n1,2,3\n");
    List<List<String>> found = new ArrayList<>();
    CsvFile.read(csv, List.of("z", "x"), (row, cells) -> found.add(cells));
    assertThat(found).containsExactly(List.of("3", "1"));
  }

  @Test
  void missingColumnsAndRaggedRowsAreNamed() throws IOException {
    assertHeaderProblem("x,y\n1,2\n", "line 1: columns [x, y]; expected [x, z]");
    assertHeaderProblem("x,z\n1\n", "line 2: has 1 cells; expected 2, [x, z]");
    assertHeaderProblem("", "is empty; expected the columns [x, z]");
  }

  private List<List<String>> rows(String text) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    CsvFile.read(write(text), row -> rows.add(row.cells()));
    return rows;
  }

  private void assertCsvProblem(String text, String message) {
    assertThatThrownBy(() -> rows(text))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining(message);
  }

  private void assertHeaderProblem(String text, String message) throws IOException {
    Path csv = write(text);
    assertThatThrownBy(() -> CsvFile.read(csv, List.of("x", "z"), (row, cells) -> {}))
        .isInstanceOf(AudioException.class)
        .hasMessageContaining(message);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }
}
