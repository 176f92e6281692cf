package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Child processes. */
final class Programs {
  private Programs() {}

  /** What a command prints on both streams; an exit code other than 0 fails the test. */
  static String run(Path directory, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(command + "\n" + output).isZero();
    return output;
  }

  static String classPath(Object... parts) {
    return Stream.of(parts).map(Object::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
