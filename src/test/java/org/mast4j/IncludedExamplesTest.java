package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Page.Included;
import org.mast4j.testkit.Repository;

/**
 * Code on a page that names its source below a comment, {@code <!-- FILE: PART -->}, is what
 * compiles there between {@code // PART start} and {@code // PART end}.
 */
class IncludedExamplesTest {
  private static final int KNOWN = 25;

  @TestFactory
  List<DynamicTest> pagesShowWhatCompiles() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Page page : pages()) {
      page.included().forEach(block -> tests.add(test(page.name(), block)));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(KNOWN);
    return tests;
  }

  private static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>(List.of(Page.of("README.md")));
    try (Stream<Path> files = Files.list(Repository.root().resolve("docs"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        pages.add(Page.of("docs/" + file.getFileName()));
      }
    }
    return pages;
  }

  private static DynamicTest test(String page, Included block) {
    return DynamicTest.dynamicTest(
        page + ": " + block.file() + ": " + block.part(),
        () -> {
          String source = Files.readString(Repository.root().resolve(block.file()));
          assertThat(block.code()).isEqualTo(part(source, block.part()));
        });
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
}
