package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Repository;

/** The launcher's options for the JVM, on the JDK that tests and on the newest one installed. */
class LauncherOptionsTest {
  private static final Path LAUNCHER = Repository.root().resolve("mast4j");

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
    ChildJvm doctor =
        new ChildJvm(jdk.resolve("bin/java"), options(), ChildJvm.ownClassPath(), Mast4j.class);
    List<String> lines = doctor.run("doctor").succeeded().lines();
    assertThat(lines)
        .contains("All that MAST4J needs works.")
        .noneMatch(line -> line.contains("WARNING"));
  }

  /** Those that are always there. */
  static List<String> options() throws IOException {
    Matcher call =
        Pattern.compile("options=\"(.*?)\"\n", Pattern.DOTALL).matcher(Files.readString(LAUNCHER));
    assertThat(call.find()).isTrue();
    return Pattern.compile("\\s+")
        .splitAsStream(call.group(1))
        .filter(word -> !word.contains("$") && !word.equals("\\"))
        .toList();
  }
}
