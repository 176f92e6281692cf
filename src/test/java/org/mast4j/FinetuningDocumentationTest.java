package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** The examples of docs/finetuning.md. */
class FinetuningDocumentationTest {
  private static final String COMMAND = "./mast4j ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir Path folder;

  /** Wrong options and settings are told before a folder is looked for. */
  @Test
  void everyCommandIsRightButForItsFolders() throws IOException {
    List<String> commands =
        Page.of("docs/finetuning.md")
            .text()
            .lines()
            .filter(line -> line.startsWith(COMMAND))
            .filter(line -> !line.endsWith("--resume")) // looks for what to resume first
            .toList();
    assertThat(commands).hasSizeGreaterThan(10);
    for (String command : commands) {
      Run run = Cli.run(words(command.substring(COMMAND.length())).toArray());
      assertThat(run.code()).as(command + "\n" + run.err()).isEqualTo(1);
      assertThat(run.err()).as(command).contains("MODEL: no such folder");
    }
  }

  private List<Object> words(String command) {
    List<Object> words = new ArrayList<>();
    String previous = "";
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      String word = matcher.group(matcher.start(1) >= 0 ? 1 : matcher.start(2) >= 0 ? 2 : 3);
      boolean file = List.of("--model", "--data", "--out", "--report").contains(previous);
      words.add(file ? folder.resolve(word) : word);
      previous = word;
    }
    return words;
  }

  @Test
  void everySettingThatThePageNamesExists() throws IOException {
    List<String> keys =
        Settings.describe(FineTuneConfig.class).stream().map(SettingInfo::key).toList();
    List<String> named =
        Pattern.compile("`([a-z]+[A-Z]\\w*)`")
            .matcher(Page.of("docs/finetuning.md").text())
            .results()
            .map(word -> word.group(1))
            .toList();
    assertThat(named).hasSizeGreaterThan(6).allMatch(keys::contains);
  }
}
