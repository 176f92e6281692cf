package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Run;

/**
 * Executes the notebooks, in the environment of notebooks/requirements.txt; {@code -Drenew} writes
 * their outputs anew.
 */
@EnabledIfSystemProperty(
    named = "notebooks",
    matches = "true",
    disabledReason = "executes all notebooks, which takes minutes: ./mvnw -Pnotebooks verify")
class NotebookExecutionTest {
  /** On a machine that does other work, too. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static String python;

  @BeforeAll
  static void makeEnvironment() throws Exception {
    assumeTrue(File.separatorChar == '/', "notebooks/environment is a script for Linux and macOS");
    Run made =
        ChildProcess.of(
                List.of(NotebooksTest.FOLDER.resolve("environment").toString(), "requirements.txt"))
            .run();
    boolean impossible =
        made.err().contains("install Python") || made.err().contains("pip could not install");
    assumeFalse(impossible, made.err().strip());
    python = made.succeeded().out().strip();
  }

  @ParameterizedTest
  @MethodSource("org.mast4j.NotebooksTest#notebooks")
  void everyCellRuns(Path notebook) throws Exception {
    List<String> command = new ArrayList<>(List.of(python, "execute.py"));
    if (System.getProperty("renew") != null) {
      command.add("--write");
    }
    command.add(notebook.toString());
    Run run =
        ChildProcess.of(command)
            .in(NotebooksTest.FOLDER)
            .with(
                Map.of(
                    "JJAVA_CLASSPATH", classPath(),
                    "JJAVA_JVM_OPTS", String.join(" ", LauncherOptionsTest.options()),
                    "PATH",
                        Path.of(System.getProperty("java.home"), "bin")
                            + ":"
                            + System.getenv("PATH")))
            .within(PATIENCE)
            .run()
            .succeeded();
    assertThat(run.out()).startsWith(notebook.getFileName() + ": ");
  }

  /** This test's own, without the part of the kernel that the kernel brings itself. */
  private static String classPath() {
    return Arrays.stream(ChildJvm.ownClassPath().split(File.pathSeparator))
        .filter(entry -> !entry.contains("jjava-jupyter"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
