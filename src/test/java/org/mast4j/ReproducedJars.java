package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.mast4j.testkit.Repository;

/** Jars that this build made, and those of a second build of the same sources at another place. */
final class ReproducedJars {
  private ReproducedJars() {}

  /** Whether this build makes jars: one that ends with the tests leaves classes, or old jars. */
  static boolean areMade() {
    return System.getProperty("java.class.path").contains(jar("settings"));
  }

  private static String jar(String module) {
    return Path.of(module, "target", module + "-0.1.0-SNAPSHOT.jar").toString();
  }

  /**
   * Fails the test unless each of a module's jars in the repository is this build's, byte by byte.
   */
  static void assertEqual(String module, FreshRepository repository) throws IOException {
    Path target = Repository.root().resolve(module).resolve("target");
    List<Path> installed = repository.jars(module);
    assertThat(installed).as(module).hasSize(3);
    for (Path second : installed) {
      Path first = target.resolve(second.getFileName());
      if (Files.mismatch(first, second) >= 0) {
        assumeTrue(
            entries(second).keySet().containsAll(entries(first).keySet()),
            first + " holds files of an earlier build too; clean this one to compare");
        assertThat(entries(second)).as(second.toString()).isEqualTo(entries(first));
        assertThat(Files.readAllBytes(second))
            .as(second.toString())
            .isEqualTo(Files.readAllBytes(first));
      }
    }
  }

  /** What tells entries apart, so that a difference names its file. */
  private static Map<String, String> entries(Path jar) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile());
        Stream<? extends ZipEntry> all = zip.stream()) {
      all.forEach(
          entry ->
              entries.put(
                  entry.getName(),
                  "%08x of %s".formatted(entry.getCrc(), entry.getLastModifiedTime())));
    }
    return entries;
  }
}
