package org.mast4j;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs installed beside the one that runs the tests. */
final class Jdks {
  private Jdks() {}

  /** The home of the newest. */
  static Path newest() throws IOException {
    Path running = Path.of(System.getProperty("java.home"));
    try (Stream<Path> homes = Files.list(running.getParent())) {
      return homes
          .filter(home -> Files.isRegularFile(home.resolve("release")))
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .max(Comparator.comparingInt(Jdks::version))
          .orElse(running);
    }
  }

  /** A JDK's feature version, 17. */
  static int version(Path home) {
    Properties release = new Properties();
    try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
      release.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = release.getProperty("JAVA_VERSION").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
