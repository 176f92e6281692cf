package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example is the code that compiles. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");

  @Test
  void showsTheExampleThatCompiles() throws IOException {
    Path source = ROOT.resolve("examples/src/main/java/org/mast4j/examples/ReadmeExample.java");
    String example = between(Files.readString(source), "// README start\n", "// README end");

    String readme = Files.readString(ROOT.resolve("README.md"));

    assertThat(readme).contains(example.stripIndent().strip());
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    int to = text.indexOf(end);
    assertThat(from).isNotNegative();
    return text.substring(from + start.length(), text.lastIndexOf('\n', to));
  }
}
