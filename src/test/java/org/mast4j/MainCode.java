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

/** The main code of every module: where it lies, and its classes. */
final class MainCode {
  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.mast4j");

  private MainCode() {}

  /** The names of the modules that have main code, sorted. */
  static List<String> modules() {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(folder -> Files.isDirectory(sources(folder)))
          .map(folder -> folder.getFileName().toString())
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
