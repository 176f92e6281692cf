package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.settings.Document;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.testkit.Page;

/** docs/lape.md shows a file that is read, with the defaults that it says it shows. */
class LapeDocumentationTest {
  @TempDir private Path folder;

  @Test
  void thePagesFileIsReadAndShowsTheDefaults() throws Exception {
    List<String> blocks = Page.of("docs/lape.md").blocks("yaml");
    assertThat(blocks).hasSize(1);
    LapeConfig config =
        LapeConfig.read(Files.writeString(folder.resolve("lape.yaml"), blocks.get(0)));
    assertThat(config.settings()).isEqualTo(Settings.defaults(LapeSettings.class));
    assertThat(config.tasks())
        .containsOnlyKeys("US8K", "IEMOCAP", "SC-V2(35)", "birds", "few-birds", "calls");
    assertThat(config.tasks().get("US8K").testFolds()).hasSize(10);
    assertThat(config.tasks().get("birds").testFolds()).containsExactly(1);
    assertThat(config.tasks().get("calls").path())
        .hasValue(folder.toAbsolutePath().resolve("calls.csv").toString());
    assertThat(config.tasks().get("few-birds").testFolds()).hasSize(5);
    assertThat(config.models()).containsOnlyKeys("ours", "theirs", "plain");
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() throws Exception {
    LapeConfig config =
        LapeConfig.read(
            Files.writeString(
                folder.resolve("lape.yaml"), Page.of("docs/lape.md").blocks("yaml").get(0)));
    Path written =
        Files.writeString(folder.resolve("again.yaml"), Document.toYaml(config.toJson()));
    assertThat(LapeConfig.read(written)).isEqualTo(config);
  }

  @Test
  void helpNamesEveryKeyWithItsSentence() {
    StringWriter out = new StringWriter();
    Mast4j.execute(Mast4j.commandLine().setOut(new PrintWriter(out)), "lape", "--help");
    String help = out.toString().replaceAll("\\s+", " ");
    for (SettingInfo key : Settings.describe(LapeTask.class)) {
      assertThat(help).contains(key.sentence());
    }
    assertThat(help).contains(" fineTuning.mode (WHOLE) ").doesNotContain("fineTuning.seed");
  }
}
