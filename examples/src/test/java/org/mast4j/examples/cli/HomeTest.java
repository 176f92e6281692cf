package org.mast4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ITypeConverter;

/** Folders of users, in passwd or not. */
class HomeTest {
  @TempDir Path folder;

  @Test
  void aUserWithoutAnEntryInPasswdHasTheVariablesFolder() {
    assertThat(Home.home(Optional.of(folder.toString()))).isEqualTo(folder);
  }

  @Test
  void whatCannotBeWrittenIsNoHome() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "mast4j");
    assertThat(Home.home(Optional.empty())).isEqualTo(temporary);
    assertThat(Home.home(Optional.of("?"))).isEqualTo(temporary);
    assertThat(Home.home(Optional.of(folder.resolve("none").toString()))).isEqualTo(temporary);
  }

  @Test
  void aTildeThatTheShellLeftIsTheHome() throws Exception {
    ITypeConverter<Path> paths = new PathConverter();
    assertThat(paths.convert("~/m")).isEqualTo(Path.of(System.getProperty("user.home"), "m"));
    assertThat(paths.convert("~m/a")).isEqualTo(Path.of("~m/a"));
  }
}
