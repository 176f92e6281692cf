package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs a test's program in a JVM of its own. */
final class ChildJvm {
  private ChildJvm() {}

  /** All lines that it prints, errors too; requires it to end well within a minute. */
  static List<String> run(Path folder, String classPath, Class<?> main, String... options)
      throws IOException, InterruptedException {
    return runWithout(Set.of(), folder, classPath, main, options);
  }

  /** The same without these environment variables. */
  static List<String> runWithout(
      Set<String> variables, Path folder, String classPath, Class<?> main, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, main.getName()));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeAll(variables);
    Process process = builder.start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(output);
    assertThat(ended).as("ended; its output: %s", lines).isTrue();
    assertThat(process.exitValue()).as("its output: %s", lines).isZero();
    return lines;
  }
}
