package org.mast4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.testkit.Repository;

/**
 * A local Maven repository with what this machine's holds of others' artifacts, and nothing of
 * ours; jars are links, since they are never written again.
 */
record FreshRepository(Path folder) {
  private static final String OURS = "org/mast4j";

  static FreshRepository create(Path folder) throws IOException {
    Path machine = Path.of(System.getProperty("machine.repository"));
    try (Stream<Path> files = Files.walk(machine)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = folder.resolve(machine.relativize(file));
        if (!copy.startsWith(folder.resolve(OURS))) {
          Files.createDirectories(copy.getParent());
          copy(file, copy);
        }
      }
    }
    return new FreshRepository(folder);
  }

  private static void copy(Path file, Path copy) throws IOException {
    boolean sameDisk = Files.getFileStore(file).equals(Files.getFileStore(copy.getParent()));
    if (file.toString().endsWith(".jar") && sameDisk) {
      Files.createLink(copy, file);
    } else {
      Files.copy(file, copy);
    }
  }

  /** The command that runs Maven with this repository. */
  List<String> maven(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Repository.root().resolve("mvnw").toString());
    command.addAll(List.of("-B", "-ntp", "-f", "pom.xml", "-Dmaven.repo.local=" + folder));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Names of our artifacts in it. */
  List<String> artifacts() throws IOException {
    return names(folder.resolve(OURS));
  }

  /** Names of the files of one of our artifacts. */
  List<String> files(String artifact) throws IOException {
    return names(version(artifact));
  }

  /** The jars of one of our artifacts: its own, its sources' and its Javadoc's, if it has such. */
  List<Path> jars(String artifact) throws IOException {
    return files(artifact).stream()
        .filter(name -> name.endsWith(".jar"))
        .map(version(artifact)::resolve)
        .toList();
  }

  String pom(String artifact) throws IOException {
    return Files.readString(version(artifact).resolve(artifact + "-0.1.0-SNAPSHOT.pom"));
  }

  private Path version(String artifact) {
    return folder.resolve(OURS).resolve(artifact).resolve("0.1.0-SNAPSHOT");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
