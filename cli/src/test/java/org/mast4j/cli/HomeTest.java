package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ITypeConverter;

/** Folders of users, in passwd or not. */
class HomeTest {
  @TempDir Path folder;

  @Test
  void aUserWithoutAnEntryInPasswdHasTheVariablesFolder() throws IOException {
    assertThat(Home.home(Optional.of(folder.toString()), folder)).isEqualTo(folder);
  }

  @Test
  void whatCannotBeWrittenIsNoHome() throws IOException {
    Path own = Home.home(Optional.empty(), folder);
    assertThat(own).isEqualTo(folder.resolve("mast4j-" + Files.getAttribute(folder, "unix:uid")));
    assertThat(Files.getPosixFilePermissions(own))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Home.home(Optional.of("?"), folder)).isEqualTo(own);
    assertThat(Home.home(Optional.of(folder.resolve("none").toString()), folder)).isEqualTo(own);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFolderThatAnotherMadeIsNoHome() throws IOException {
    Object owner = Files.getAttribute(folder, "unix:uid");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("mast4j-" + owner), elsewhere);
    assertThat(Home.home(Optional.empty(), folder)).isNotEqualTo(link).isDirectory();
  }

  @Test
  void aTildeThatTheShellLeftIsTheHome() throws Exception {
    ITypeConverter<Path> paths = new PathConverter();
    assertThat(paths.convert("~/m")).isEqualTo(Path.of(System.getProperty("user.home"), "m"));
    assertThat(paths.convert("~m/a")).isEqualTo(Path.of("~m/a"));
  }
}
