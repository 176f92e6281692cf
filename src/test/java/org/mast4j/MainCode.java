package org.mast4j;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.testkit.Repository;

/** The main code of every module: where it lies, and its classes. */
final class MainCode {
  static final Path ROOT = Repository.root();

  /** Modules whose main code is for our tests alone end so. */
  private static final String KIT = "test-kit";

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains(KIT + "/target/"))
          .importPackages("org.mast4j");

  private MainCode() {}

  /** The names of the modules with main code that the BOM offers to applications, sorted. */
  static List<String> published() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      String bom = Files.readString(ROOT.resolve(Path.of("bom", "pom.xml")));
      return folders
          .filter(folder -> Files.isDirectory(sources(folder)))
          .map(folder -> folder.getFileName().toString())
          .filter(module -> bom.contains("<artifactId>" + module + "</artifactId>"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path sources(String module) {
    return sources(ROOT.resolve(module));
  }

  /** The module that a class was compiled in: its class file or jar lies in the module's target. */
  static String moduleOf(JavaClass type) {
    String location = type.getSource().orElseThrow().getUri().toString();
    String module = location.substring(0, location.indexOf("/target/"));
    return module.substring(module.lastIndexOf('/') + 1);
  }

  private static Path sources(Path folder) {
    return folder.resolve(Path.of("src", "main", "java"));
  }
}
