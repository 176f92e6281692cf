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
import org.junit.jupiter.api.Test;
import org.mast4j.testkit.Page;

/** docs/architecture.md and its picture show the house as it is. */
class ArchitecturePageTest {
  private static final Pattern TYPE = Pattern.compile("`(?:[a-z0-9]+\\.)*([A-Z][A-Za-z0-9]+)`");
  private static final List<String> SOURCES = sources();

  @Test
  void everyModuleHasARoomInThePicture() throws IOException {
    String picture = Page.of("docs/house.svg").text();
    Stream<String> modules = MainCode.CLASSES.stream().map(MainCode::moduleOf).distinct();
    assertThat(modules).isNotEmpty().allSatisfy(m -> assertThat(picture).contains(">" + m + "<"));
  }

  @Test
  void everyTypeThatThePageNamesExists() throws IOException {
    Page page = Page.of("docs/architecture.md");
    Stream<String> types = TYPE.matcher(page.text()).results().map((MatchResult m) -> m.group(1));
    assertThat(types).isNotEmpty().allSatisfy(type -> assertThat(SOURCES).contains(type + ".java"));
  }

  /** File names of all main code. */
  private static List<String> sources() {
    try (Stream<Path> folders = Files.list(MainCode.ROOT)) {
      return folders
          .map(folder -> folder.resolve(Path.of("src", "main", "java")))
          .filter(Files::isDirectory)
          .flatMap(ArchitecturePageTest::fileNames)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> fileNames(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
