package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;

class FinetuneSettingsTest {
  private static final List<String> COMMAND =
      List.of("finetune", "--model", "nowhere", "--data", "nowhere", "--out", "out");

  @Test
  void helpNamesEverySettingWithItsSentence() {
    StringWriter out = new StringWriter();
    Mast4j.execute(Mast4j.commandLine().setOut(new PrintWriter(out)), "finetune", "--help");

    String help = out.toString().replaceAll("\\s+", " ");
    for (SettingInfo key : Settings.describe(FineTuneConfig.class)) {
      assertThat(help)
          .containsPattern(
              Pattern.quote(" " + key.key() + " (") + "[^ ]*\\) " + Pattern.quote(key.sentence()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--set epoch=3              | unknown key epoch; did you mean epochs?",
        "--set learningRate=fast    | learningRate fast; expected a number",
        "--set batchSize=0          | batchSize 0; expected a positive number",
        "--set optimizer=adagrad    | optimizer adagrad; expected one of [ADAMW, ADAM, SGD, LARS]",
        "--set epochs=3 --epochs=4  | --set epochs: that key is given twice",
        "--set =3                   | --set \"=3\"; expected KEY=VALUE",
        "--set epochs               | --set \"epochs\"; expected KEY=VALUE"
      })
  void badSettingIsWrongUsageBeforeAnythingIsRead(String options, String message) {
    StringWriter err = new StringWriter();
    int code =
        Mast4j.execute(
            Mast4j.commandLine().setErr(new PrintWriter(err)),
            Stream.concat(COMMAND.stream(), Stream.of(options.split(" +"))).toArray(String[]::new));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }
}
