package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private final StringWriter written = new StringWriter();
  private boolean closed;
  private final LiveLines lines =
      new LiveLines(new PrintWriter(written), () -> 40, () -> closed = true);

  @Test
  void takeThePlaceOfThemselvesBelowWhatIsPrinted() {
    lines.show(List.of("one", "two"));
    assertThat(screen()).containsExactly("one", "two", "");
    lines.print("said");
    assertThat(screen()).containsExactly("said", "one", "two", "");
    lines.show(List.of("three"));
    assertThat(screen()).containsExactly("said", "three", "");
    lines.print("said more");
    lines.show(List.of("four", "five", "six"));
    assertThat(screen()).containsExactly("said", "said more", "four", "five", "six", "");
    assertThat(lines.width()).isEqualTo(40);
    lines.close();
    assertThat(screen()).containsExactly("said", "said more", "");
    assertThat(closed).isTrue();
  }

  @Test
  void withoutATerminalThereAreNone() {
    // Surefire's JVM has none.
    assertThat(LiveLines.onTerminal(new PrintWriter(written))).isEqualTo(Optional.empty());
    assertThat(written.toString()).isEmpty();
  }

  /** What a terminal shows of what was written. */
  private List<String> screen() {
    List<String> rows = new ArrayList<>(List.of(""));
    int row = 0;
    Matcher parts =
        Pattern.compile("\u001b\\[(?<n>\\d*)A|\u001b\\[J|\u001b\\[\\?7[lh]|\r|\n|[^\u001b\r\n]+")
            .matcher(written.toString());
    int end = 0;
    while (parts.find()) {
      assertThat(parts.start()).as("all of it is known").isEqualTo(end);
      end = parts.end();
      String part = parts.group();
      if (parts.group("n") != null) {
        row -= Integer.parseInt(parts.group("n"));
      } else if (part.equals("\u001b[J")) {
        rows.set(row, "");
        rows.subList(row + 1, rows.size()).clear();
      } else if (part.equals("\n")) {
        row++;
        if (row == rows.size()) {
          rows.add("");
        }
      } else if (!part.startsWith("\u001b") && !part.equals("\r")) {
        rows.set(row, part);
      }
    }
    return rows;
  }
}
