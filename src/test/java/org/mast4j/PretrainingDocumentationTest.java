package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** The commands of docs/pretraining.md run, for a step, and its settings exist. */
class PretrainingDocumentationTest {
  private static final Pattern COMMAND =
      Pattern.compile("\\./mast4j ((?:pretrain|import) [^`\n]+)");
  private static final Pattern KEYS =
      Pattern.compile("^- ((?:`\\w+`(?: \\([^)]*\\))?(?:, )?)+)", Pattern.MULTILINE);

  /** What makes a run short. */
  private static final Map<String, String> SHORT = Map.of("--steps", "1", "--batch", "4");

  @TempDir Path folder;

  @Test
  void everyCommandRuns() throws IOException {
    Tones.writeTwoClasses(folder.resolve("clips"), 3);
    Tones.writeTwoClasses(folder.resolve("classes"), 3);
    Matcher commands = COMMAND.matcher(Page.of("docs/pretraining.md").text());
    int runs = 0;
    while (commands.find()) {
      List<Object> arguments = arguments(commands.group(1));
      if (arguments.contains("--help")) {
        continue;
      }
      Run run = Cli.run(arguments.toArray());
      assertThat(run.code()).as(arguments + "\n" + run.err()).isZero();
      runs++;
    }
    assertThat(runs).isEqualTo(4);
  }

  private List<Object> arguments(String command) {
    List<Object> arguments = new ArrayList<>();
    String previous = "";
    for (String word : command.split(" ")) {
      boolean path = List.of("--data", "--out", "import").contains(previous);
      arguments.add(path ? folder.resolve(word) : SHORT.getOrDefault(previous, word));
      previous = word;
    }
    if (command.startsWith("pretrain") && !command.contains("--batch")) {
      arguments.addAll(List.of("--batch", 4));
    }
    return arguments;
  }

  @Test
  void everyKeyThatThePageListsExists() throws IOException {
    Set<String> keys =
        Methods.names().stream()
            .flatMap(name -> Settings.describe((Record) Methods.byName(name).defaults()).stream())
            .map(SettingInfo::key)
            .collect(Collectors.toSet());
    Matcher lists = KEYS.matcher(Page.of("docs/pretraining.md").text());
    List<String> named = new ArrayList<>();
    while (lists.find()) {
      Arrays.stream(lists.group(1).replaceAll("\\([^)]*\\)", "").split("[`, ]+"))
          .filter(word -> !word.isEmpty())
          .forEach(named::add);
    }
    assertThat(named).hasSizeGreaterThan(4);
    assertThat(keys).containsAll(named);
  }
}
