package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;

/**
 * Code on a page stands in a source that is compiled, which the tests run; a block in another
 * language is what a test reads, or {@code <!-- needs ... -->} above it says what it takes.
 */
class DocumentedCodeTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- ([^>]*) -->\n+)?```(\\w+)\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern DEPENDENCY =
      Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");

  private static final Set<String> LEFT_OUT = Set.of("target", ".git");

  @TestFactory
  Stream<DynamicTest> everyBlockIsHeldByATest() throws IOException {
    String java = sources("", ".java");
    String application = sources("src/test/resources/application", "");
    String tests = sources("", "Test.java");
    String bom = Files.readString(Repository.root().resolve("bom/pom.xml"));
    return DocumentedCommand.pages().stream()
        .flatMap(
            page ->
                BLOCK
                    .matcher(text(page))
                    .results()
                    .map(
                        block ->
                            DynamicTest.dynamicTest(
                                page + ": " + first(block.group(3)),
                                () -> check(page, block, java, application, tests, bom))));
  }

  private static void check(
      String page, MatchResult block, String java, String application, String tests, String bom) {
    String code = Page.unspaced(block.group(3));
    boolean marked = block.group(1) != null && block.group(1).startsWith("needs ");
    switch (block.group(2)) {
      case "java" ->
          assertThat(java)
              .as("%s: no source holds this block; include it: <!-- FILE: PART -->", page)
              .contains(code);
      case "groovy" -> assertThat(application).as(page).contains(code);
      case "xml" -> {
        if (!application.contains(code)) {
          assertThat(DEPENDENCY.matcher(code).results().map(MatchResult::group))
              .as(page)
              .isNotEmpty()
              .allSatisfy(
                  dependency -> assertThat(Page.unspaced(bom) + application).contains(dependency));
        }
      }
      case "yaml" ->
          assertThat(tests).as("a test reads the YAML of %s", page).contains("\"" + page + "\"");
      default -> assertThat(marked).as("%s: what it needs isn't marked: %s", page, code).isTrue();
    }
  }

  private static String first(String block) {
    return block.lines().findFirst().orElse("");
  }

  /** The files below a folder whose name ends so, behind one another, their blanks as one each. */
  private static String sources(String folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(Repository.root().resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(end) && Files.isRegularFile(file))
          .filter(DocumentedCodeTest::isSource)
          .map(DocumentedCodeTest::read)
          .map(Page::unspaced)
          .collect(Collectors.joining("\n"));
    }
  }

  private static boolean isSource(Path file) {
    for (Path part : Repository.root().relativize(file)) {
      if (LEFT_OUT.contains(part.toString())) {
        return false;
      }
    }
    return true;
  }

  private static String text(String page) {
    return read(Repository.root().resolve(page));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
