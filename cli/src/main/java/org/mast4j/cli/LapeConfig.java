package org.mast4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Require;
import org.mast4j.settings.Settings;

/**
 * What {@code lape} is to do: all that its file says.
 *
 * @param tasks by name, in the file's order
 * @param models likewise
 * @param settings what is done
 */
record LapeConfig(
    Map<String, LapeTask> tasks, Map<String, LapeModel> models, LapeSettings settings) {
  private static final String TASKS = "tasks";
  private static final String MODELS = "models";
  private static final String SEED = "seed";
  private static final String NO_SEED = "none, seeds names them";
  private static final String FINE_TUNING = "fineTuning";

  LapeConfig {
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /**
   * Reads a YAML file.
   *
   * @throws IOException naming the file, every unknown key and bad value, with its line
   */
  static LapeConfig read(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return SettingsFile.readYaml(file, document -> read(document, folder));
  }

  private static LapeConfig read(Document file, Path folder) {
    Require.that(file.tree().isObject(), "content", file.tree(), "an object of keys");
    Problems problems = new Problems();
    String[] own = settingKeys().toArray(String[]::new);
    List<String> known = new ArrayList<>(List.of(TASKS, MODELS));
    known.addAll(settingKeys());
    file.tree()
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.addUnknown(file, key, known);
              }
            });
    Map<String, LapeTask> tasks =
        named(
            file,
            TASKS,
            problems,
            task -> {
              if (task.tree().isObject() && !task.tree().has("path")) {
                problems.add(task, "path", "is missing", "a folder or a CSV");
              }
              return Settings.read(Settings.defaults(LapeTask.class), task).within(folder);
            });
    Map<String, LapeModel> models =
        named(
            file, MODELS, problems, model -> Settings.read(LapeModel.class, model).within(folder));
    Optional<LapeSettings> settings =
        problems.attempt(
            () -> Settings.read(Settings.defaults(LapeSettings.class), file.only(own)));
    JsonNode seed = file.tree().path(FINE_TUNING).path(SEED);
    if (!seed.isMissingNode()) {
      problems.add(file.at(FINE_TUNING), SEED, seed, NO_SEED);
    }
    problems.requireNone();
    return new LapeConfig(tasks, models, settings.orElseThrow());
  }

  private static List<String> settingKeys() {
    return Arrays.stream(LapeSettings.class.getRecordComponents()).map(c -> c.getName()).toList();
  }

  /** Things by their names. */
  private static <T> Map<String, T> named(
      Document file, String key, Problems problems, Function<Document, T> reading) {
    Document all = file.at(key);
    if (!(all.tree() instanceof ObjectNode) || all.tree().isEmpty()) {
      problems.add(
          file,
          key,
          all.tree().isMissingNode() ? "is missing" : all.tree(),
          "an object with a name and settings for each");
      return Map.of();
    }
    Map<String, T> read = new LinkedHashMap<>();
    all.tree()
        .fieldNames()
        .forEachRemaining(
            name ->
                problems
                    .attempt(() -> reading.apply(all.at(name)))
                    .ifPresent(thing -> read.put(name, thing)));
    return read;
  }

  /**
   * A copy with other settings.
   *
   * @param values by key, {@code fineTuning.epochs}; texts as on a command line
   * @throws IllegalArgumentException naming every unknown key and bad value
   */
  LapeConfig with(Map<String, ?> values) {
    String seed = LapeSettings.SEED;
    Require.that(!values.containsKey(seed), seed, values.get(seed), NO_SEED);
    return new LapeConfig(tasks, models, Settings.with(settings, values));
  }

  /** All of it, with absolute paths: the file that does it again from any folder. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode allTasks = json.putObject(TASKS);
    tasks.forEach((name, task) -> allTasks.set(name, Settings.toJson(task)));
    ObjectNode allModels = json.putObject(MODELS);
    models.forEach((name, model) -> allModels.set(name, Settings.toJson(model)));
    json.setAll(Settings.toJson(settings));
    ((ObjectNode) json.get(FINE_TUNING)).remove(SEED);
    return json;
  }
}
