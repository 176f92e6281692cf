package org.mast4j;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Run;

/** Builds within the build that tests. */
final class Programs {
  private Programs() {}

  /** What a command prints on both streams; an exit code other than 0 fails the test. */
  static String run(Path directory, List<String> command) throws Exception {
    Set<String> ofThisBuild =
        System.getenv().keySet().stream()
            .filter(name -> name.startsWith("MAVEN_"))
            .collect(Collectors.toSet());
    Run run =
        ChildProcess.of(command)
            .in(directory)
            .without(ofThisBuild)
            .within(Duration.ofMinutes(15))
            .run()
            .succeeded();
    return run.out() + run.err();
  }

  static String classPath(Object... parts) {
    return Stream.of(parts).map(Object::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
