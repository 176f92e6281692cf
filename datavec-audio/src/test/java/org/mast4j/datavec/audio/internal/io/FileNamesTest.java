package org.mast4j.datavec.audio.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;

/** Java under locales of several encodings, each in a process of its own. */
@EnabledOnOs(OS.LINUX)
class FileNamesTest {

  private static final String DOG = "\\347\\212\\254"; // in UTF-8
  private static final String CAT = "\\347\\214\\253";
  private static final String LATIN_1 = "caf\\351";

  @TempDir Path folder;

  @Test
  void classesThatTheLocaleCantTellApartAreRefused() throws Exception {
    clips(DOG, CAT);
    assertThat(open("C", "DATA"))
        .containsPattern("refused: .*holds .*/1.wav.*, whose name")
        .contains("set LC_ALL=C.UTF-8 in the environment before Java starts");
    assertThat(open("C.UTF-8", "DATA")).contains("2 classes");
  }

  @Test
  void namesThatArentUtf8AreRefused() throws Exception {
    clips(DOG, LATIN_1);
    assertThat(open("C.UTF-8", "DATA")).contains("refused: ", "whose name isn't UTF-8", "convmv");
    assertThat(open("C", "DATA")).contains("refused: ", "LC_ALL=C.UTF-8");
  }

  @Test
  void readersRefuseThemToo() throws Exception {
    clips(DOG, CAT);
    assertThat(open("C", "READER")).contains("refused: ", "LC_ALL=C.UTF-8");
    assertThat(open("C.UTF-8", "READER")).contains("2 classes");
    clips(LATIN_1);
    assertThat(open("C.UTF-8", "READER")).contains("refused: ", "whose name isn't UTF-8");
  }

  @Test
  void aCsvsNamesAreRefusedToo() throws Exception {
    clips(DOG);
    Files.writeString(folder.resolve("data.csv"), "\u72ac/1.wav,dog\n");
    assertThat(open("C", "CSV")).contains("refused: ", "line 1: names ", "LC_ALL=C.UTF-8");
    assertThat(open("C.UTF-8", "CSV")).contains("1 classes");
  }

  private void clips(String... names) throws Exception {
    for (String name : names) {
      String make = "mkdir -p \"$(printf '%s')\" && echo 1 > \"$(printf '%s')/1.wav\"";
      ChildProcess.of(List.of("sh", "-c", make.formatted(name, name))).in(folder).run().succeeded();
    }
  }

  private String open(String locale, String how) throws IOException, InterruptedException {
    return ChildJvm.of(NamedFolder.class)
        .options("-Xmx128m")
        .with(how, folder)
        .with(Map.of("LC_ALL", locale))
        .run()
        .succeeded()
        .out();
  }
}
