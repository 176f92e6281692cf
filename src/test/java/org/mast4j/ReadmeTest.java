package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;

/** The README's example is the code that compiles. */
class ReadmeTest {
  @Test
  void showsTheExampleThatCompiles() throws IOException {
    Path source =
        Repository.root().resolve("examples/src/main/java/org/mast4j/examples/ReadmeExample.java");
    String example = between(Files.readString(source), "// README start\n", "// README end");

    assertThat(Page.of("README.md").text()).contains(example.stripIndent().strip());
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    int to = text.indexOf(end);
    assertThat(from).isNotNegative();
    return text.substring(from + start.length(), text.lastIndexOf('\n', to));
  }
}
