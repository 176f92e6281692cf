package org.mast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of the documentation.
 *
 * @param name from the repository's top
 * @param text Markdown
 */
public record Page(String name, String text) {
  private static final Pattern INCLUDED =
      Pattern.compile("<!-- (\\S+\\.java): (\\S+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);

  /**
   * Code that a comment above it says to be another file's.
   *
   * @param file from the repository's top
   * @param part of it, between {@code // PART start} and {@code // PART end}
   * @param code as the page has it
   */
  public record Included(String file, String part, String code) {}

  /** Reads "docs/audio.md". */
  public static Page of(String name) throws IOException {
    return new Page(name, Files.readString(Repository.root().resolve(name)));
  }

  /** The blocks that name their source. */
  public List<Included> included() {
    return INCLUDED
        .matcher(text)
        .results()
        .map(block -> new Included(block.group(1), block.group(2), block.group(3)))
        .toList();
  }

  /**
   * The fenced blocks of these languages that name no source.
   *
   * @param languages "java", or several as in a regular expression: "java|xml"
   */
  public List<String> blocks(String languages) {
    return Pattern.compile("```(?:" + languages + ")\n(.*?)```", Pattern.DOTALL)
        .matcher(INCLUDED.matcher(text).replaceAll(""))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Fails the test unless there are so many blocks of Java, and a test's source holds them all. */
  public void assertShows(int blocks, Class<?> test) throws IOException {
    String source = unspaced(Files.readString(source(test)));
    assertThat(blocks("java"))
        .as(name)
        .hasSize(blocks)
        .allSatisfy(block -> assertThat(source).contains(unspaced(block)));
  }

  /** Text whose every run of blanks and line ends is one blank. */
  public static String unspaced(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** In the module that Maven works in, whose tests lie below src/test or, in src/test, here. */
  private static Path source(Class<?> test) {
    Path file = Path.of("java", test.getName().replace('.', '/') + ".java");
    return Files.exists(file) ? file : Path.of("src", "test").resolve(file);
  }
}
