package org.mast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** What every program keeps to, as somebody meets it who opens it first. */
class ProgramFilesTest {
  private static final int MOST_LINES = 60;
  private static final Path SOURCES = Path.of("src/main/java/org/mast4j/examples");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .filter(name -> !name.equals("package-info"))
          .sorted()
          .toList();
    }
  }

  /** All but the one that the README shows. */
  static List<String> ofPage() throws IOException {
    return names().stream().filter(name -> !name.equals("ReadmeExample")).toList();
  }

  /** All but the one that makes its own data. */
  static List<String> withArguments() throws IOException {
    return names().stream().filter(name -> !name.equals("OwnGraph")).toList();
  }

  private static Path file(String name) {
    return SOURCES.resolve(name + ".java");
  }

  @ParameterizedTest
  @MethodSource("names")
  void itIsShortAndSaysWhatItPrintsAndHowLongItTakes(String name) throws IOException {
    String source = Files.readString(file(name));
    assertThat(source.lines().count()).isLessThanOrEqualTo(MOST_LINES);
    String comment = source.substring(source.indexOf("/**"), source.indexOf("*/"));
    assertThat(comment.replaceAll("\\s+\\* ", " "))
        .contains("{@code " + name)
        .containsPattern("[Pp]rints ")
        .containsPattern("\\d s of CPU time|until the stream ends");
  }

  @ParameterizedTest
  @MethodSource("ofPage")
  void thePageShowsItWithItsCommand(String name) throws IOException {
    Page page = Page.of("docs/programs.md");
    assertThat(page.text()).contains("`./mast4j example " + name);
    assertThat(page.included()).anyMatch(block -> block.file().equals("examples/" + file(name)));
  }

  /** As the launcher does it: Java compiles the file, on a class path without this module. */
  @ParameterizedTest
  @MethodSource("withArguments")
  void withoutItsArgumentsItPrintsALineOfUsage(String name) throws Exception {
    String libraries =
        Arrays.stream(ChildJvm.ownClassPath().split(":"))
            .filter(entry -> !entry.contains("examples/target"))
            .collect(Collectors.joining(":"));
    Run run =
        ChildProcess.of(
                List.of(ChildJvm.tool("java").toString(), "-cp", libraries, file(name).toString()))
            .run();
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).matches("usage: " + name + " [A-Z.\\[\\] ]+\n");
    assertThat(run.out()).isEmpty();
  }
}
