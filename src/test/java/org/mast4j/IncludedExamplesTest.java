package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mast4j.testkit.Repository;

/**
 * Code on a page that names its source below a comment, {@code <!-- FILE: PART -->}, is what
 * compiles there between {@code // PART start} and {@code // PART end}.
 */
class IncludedExamplesTest {
  private static final Pattern INCLUDED =
      Pattern.compile("<!-- (\\S+\\.java): (\\S+) -->\n```java\n(.*?)\n```", Pattern.DOTALL);

  private static final int KNOWN = 4;

  @TestFactory
  List<DynamicTest> pagesShowWhatCompiles() throws IOException {
    Path root = Repository.root();
    List<DynamicTest> tests;
    try (Stream<Path> pages = Files.list(root.resolve("docs"))) {
      tests =
          Stream.concat(Stream.of(root.resolve("README.md")), pages)
              .filter(page -> page.toString().endsWith(".md"))
              .sorted()
              .flatMap(page -> INCLUDED.matcher(read(page)).results())
              .map(found -> test(root, found))
              .toList();
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(KNOWN);
    return tests;
  }

  private static DynamicTest test(Path root, MatchResult found) {
    String name = found.group(1) + ": " + found.group(2);
    return DynamicTest.dynamicTest(
        name,
        () ->
            assertThat(found.group(3))
                .isEqualTo(part(read(root.resolve(found.group(1))), found.group(2))));
  }

  private static String part(String source, String name) {
    int from = source.indexOf("// " + name + " start\n");
    int to = source.indexOf("// " + name + " end");
    assertThat(from).as("// %s start", name).isNotNegative();
    return source
        .substring(source.indexOf('\n', from) + 1, source.lastIndexOf('\n', to))
        .stripTrailing()
        .stripIndent()
        .strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
