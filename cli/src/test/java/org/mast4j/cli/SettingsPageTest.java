package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mast4j.arbiter.SearchBudget;
import org.mast4j.arbiter.SearchWorkers;
import org.mast4j.arbiter.generate.Generator;
import org.mast4j.arbiter.plan.Pruner;
import org.mast4j.datavec.audio.augment.Augmentation;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.testkit.Repository;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

/** docs/settings.md lists every setting as its record has it; {@code -Drenew} writes it anew. */
class SettingsPageTest {
  private static final Path PAGE = Repository.root().resolve("docs/settings.md");

  private static final String RENEWAL =
      "./mvnw test -pl cli -am -Dtest=SettingsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Drenew";

  private static final String HEAD =
      """
      # Settings

      Every key with its type, its default and what it is for, as the records in the code have them: `SettingsPageTest` writes this
      page. A key with a dot lies in an object; on a command line it is `--set crop.minScale=0.8`, in a file

      ```yaml
      crop: {minScale: 0.8}
      ```

      """;

  @Test
  void thePageListsEverySettingOfEveryRecord() throws IOException {
    String page = page();
    if (System.getProperty("renew") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("if meant: %s", RENEWAL).content().isEqualTo(page);
  }

  @Test
  void everySettingHasASentence() {
    assertThat(tables().values().stream().flatMap(List::stream))
        .hasSizeGreaterThan(100)
        .allSatisfy(key -> assertThat(key.sentence()).as(key.key()).endsWith("."));
  }

  private static String page() {
    return tables().entrySet().stream()
        .map(table -> "## " + table.getKey() + "\n\n" + rows(table.getValue()))
        .collect(Collectors.joining("\n", HEAD, ""));
  }

  private static Map<String, List<SettingInfo>> tables() {
    Map<String, List<SettingInfo>> tables = new LinkedHashMap<>();
    tables.put("A run of `pretrain`", Settings.describe(RunSections.class));
    for (String method : Methods.names()) {
      tables.put(
          "Method `" + method + "`", Settings.describe((Record) Methods.byName(method).defaults()));
    }
    Architectures.presets().values().stream()
        .map(EncoderConfig::architecture)
        .distinct()
        .map(Architectures::byName)
        .forEach(
            family ->
                tables.put("Encoder `" + family.name() + "`, under `encoder`", describe(family)));
    tables.put("`finetune`", Settings.describe(FineTuneConfig.class));
    tables.put("A run of `lape`", LapeSettings.keys());
    tables.put("A task of `lape`, under `tasks.NAME`", Settings.describe(LapeTask.class));
    tables.put("A model of `lape`, under `models.NAME`", Settings.describe(LapeModel.class));
    tables.put("A run of `search`", Settings.describe(SearchBudget.class));
    tables.put("Workers of `search`, under `workers`", Settings.describe(SearchWorkers.class));
    Settings.choices(Generator.class)
        .forEach((name, type) -> tables.put("Generator `" + name + "`", ofDefaults(type)));
    Settings.choices(Pruner.class)
        .forEach((name, type) -> tables.put("Pruner `" + name + "`", ofDefaults(type)));
    tables.put("Front end, in `front-end.json`", Settings.describe(FrontEndConfig.class));
    Settings.choices(Augmentation.class)
        .forEach((name, type) -> tables.put("Augmentation `" + name + "`", ofDefaults(type)));
    return tables;
  }

  private static List<SettingInfo> ofDefaults(Class<? extends Record> type) {
    return Settings.describe(Settings.defaults(type));
  }

  private static List<SettingInfo> describe(Architecture family) {
    return Settings.describe(family.configType().asSubclass(Record.class));
  }

  private static String rows(List<SettingInfo> keys) {
    return keys.isEmpty()
        ? "It has none.\n"
        : keys.stream()
            .map(SettingsPageTest::row)
            .collect(
                Collectors.joining("\n", "| key | type | default | |\n|---|---|---|---|\n", "\n"));
  }

  private static String row(SettingInfo key) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            key.key(),
            type(key),
            key.value().map(value -> "`" + value + "`").orElse(""),
            key.sentence().replace("|", "\\|"));
  }

  private static String type(SettingInfo key) {
    if (key.type().isEnum()) {
      return key.choices().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
    return switch (key.type().getSimpleName()) {
      case "int", "long", "Integer", "Long" -> "whole number";
      case "double", "float", "Double", "Float" -> "number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "text";
      case "List" -> "list";
      case "Map" -> "object";
      default -> "object with a `name`";
    };
  }
}
