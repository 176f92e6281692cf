package org.mast4j.classpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The versions that native code needs. */
class NativeLibraryTest {
  @TempDir private Path folder;

  /** The tests' class path is the BOM's. */
  @ParameterizedTest
  @EnumSource
  void theOldestVersionIsThatOfTheBom(NativeLibrary library) throws IOException {
    String artifact = library.name().toLowerCase(Locale.ROOT);
    assertThat(library.oldest()).isEqualTo(Loader.getVersion("org.bytedeco", artifact));
  }

  @ParameterizedTest
  @CsvSource({
    "JAVACPP, javacpp-1.5.7.jar, 1.5.7",
    "JAVACPP, javacpp-1.5.12-linux-x86_64.jar, 1.5.12",
    "FFMPEG, ffmpeg-5.0-1.5.7.jar, 5.0-1.5.7",
    "FFMPEG, ffmpeg-8.0.1-1.5.12.jar, 8.0.1-1.5.12",
    "DNNL, application.jar, 3.8.1-1.5.12"
  })
  void anOlderJarIsNamedWithTheRemedy(NativeLibrary library, String jar, String version)
      throws IOException {
    URL file = jar(library, jar, "version=" + version);
    assertThatThrownBy(() -> library.requireSuitable(file))
        .isInstanceOf(UnsuitableClassPathException.class)
        .hasMessageMatching(
            jar
                + " is too old: MAST4J needs org.bytedeco:\\S+ \\S+, found "
                + version
                + "; .*"
                + "mast4j-bom.*");
  }

  @ParameterizedTest
  @CsvSource({
    "JAVACPP, version=1.5.13",
    "JAVACPP, version=1.5.14",
    "JAVACPP, version=1.6",
    "FFMPEG, version=8.0.1-1.5.13",
    "FFMPEG, version=10.0-1.6",
    "DNNL, groupId=org.bytedeco"
  })
  void aNewerJarAndOneThatDoesNotSayAreLetPass(NativeLibrary library, String properties)
      throws IOException {
    URL file = jar(library, "library.jar", properties);
    assertThatCode(() -> library.requireSuitable(file)).doesNotThrowAnyException();
  }

  @Test
  void theTestsOwnClassPathSuits() {
    assertThatCode(
            () -> {
              for (NativeLibrary library : NativeLibrary.values()) {
                ClassPath.require(library);
              }
              ClassPath.requireNd4j();
            })
        .doesNotThrowAnyException();
  }

  private URL jar(NativeLibrary library, String name, String properties) throws IOException {
    URI jar = URI.create("jar:" + folder.resolve(name).toUri());
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      Path file = files.getPath(library.propertiesFile());
      Files.createDirectories(file.getParent());
      Files.writeString(file, properties);
    }
    return new URL(jar + "!/" + library.propertiesFile());
  }
}
