package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher's options for the JVM, on the JDK that tests and on the newest one installed. */
class LauncherOptionsTest {
  private static final Path LAUNCHER = Path.of("..", "..", "mast4j");

  @Test
  void theOldestJdkTakesThem() throws Exception {
    assertNoWarning(Path.of(System.getProperty("java.home")));
  }

  @Test
  void theNewestJdkWarnsOfNothing() throws Exception {
    Path newest = Jdks.newest();
    assumeTrue(
        Jdks.version(newest) > Runtime.version().feature(), "no JDK newer than the one that tests");
    assertNoWarning(newest);
  }

  private static void assertNoWarning(Path jdk) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.mast4j.cli.Mast4j", "doctor"));
    String output = Programs.run(Path.of("").toAbsolutePath(), command);
    assertThat(output).contains("All that MAST4J needs works.").doesNotContain("WARNING");
  }

  private static List<String> options() throws IOException {
    Matcher call =
        Pattern.compile("exec \"\\$java\" (.*?)-cp", Pattern.DOTALL)
            .matcher(Files.readString(LAUNCHER));
    assertThat(call.find()).isTrue();
    return Pattern.compile("\\s+")
        .splitAsStream(call.group(1))
        .filter(word -> !word.contains("$") && !word.equals("\\"))
        .toList();
  }
}
