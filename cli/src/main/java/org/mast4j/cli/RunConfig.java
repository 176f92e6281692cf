package org.mast4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Require;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

/**
 * A run of pre-training: all that its file says, with the command line's say over it.
 *
 * @param preset full name of the encoder's preset, over which its keys are
 * @param sections without a size, which the encoder has
 */
record RunConfig(String preset, PretrainingSettings settings, RunSections sections) {
  private static final String METHOD = "method";
  private static final String ENCODER = "encoder";
  private static final String PRESET = "preset";

  /**
   * The run of which nothing but its method and encoder is said.
   *
   * @throws IllegalArgumentException if there is no such method or preset
   */
  static RunConfig of(String method, String preset) {
    Method known = Methods.byName(method);
    return new RunConfig(
        preset,
        new PretrainingSettings(known.suit(Architectures.preset(preset)), known.defaults()),
        Settings.defaults(RunSections.class));
  }

  /**
   * The run of a YAML or JSON file, the latter by its name.
   *
   * @param method in place of the file's, if given
   * @param preset likewise
   * @throws IOException naming the file, every unknown key and bad value, with its line
   */
  static RunConfig read(Path file, Optional<String> method, Optional<String> preset)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return SettingsFile.read(file, document -> read(document, folder, method, preset));
  }

  /**
   * The run of a file.
   *
   * @param file with the method's keys, those of {@link RunSections}, {@code method} (a name),
   *     {@code encoder} (a preset's name, or the encoder's keys with {@code preset})
   * @param folder of the file's relative paths
   * @param method in place of the file's, if given
   * @param preset likewise
   * @throws IllegalArgumentException naming every unknown key and bad value, with its line
   */
  private static RunConfig read(
      Document file, Path folder, Optional<String> method, Optional<String> preset) {
    requireObject(file);
    Problems problems = new Problems();
    Optional<Method> found = problems.attempt(file, METHOD, () -> method(file, method));
    Optional<String> named =
        problems.attempt(file, ENCODER, () -> preset.orElseGet(() -> presetOf(file)));
    Optional<RunSections> sections =
        problems.attempt(
            () ->
                Settings.read(
                    Settings.defaults(RunSections.class),
                    file.only(RunSections.keys().toArray(String[]::new))));
    sections.ifPresent(read -> problems.attempt(file, "frontEnd", read::frontEndKind));
    RunSections size = sections.orElse(Settings.defaults(RunSections.class));
    Optional<EncoderConfig> encoder =
        named
            .flatMap(name -> problems.attempt(file, ENCODER, () -> Architectures.preset(name)))
            .map(start -> found.map(known -> known.suit(start)).orElse(start))
            .flatMap(start -> problems.attempt(file, "frames", () -> size.onGrid(start)))
            .flatMap(sized -> problems.attempt(() -> encoder(sized, file)));
    Optional<Record> config =
        found.flatMap(known -> method((Record) known.defaults(), file, problems));
    problems.requireNone();
    return new RunConfig(
        named.orElseThrow(),
        new PretrainingSettings(encoder.orElseThrow(), (MethodConfig) config.orElseThrow()),
        sections.orElseThrow().withoutSize().within(folder));
  }

  private static void requireObject(Document file) {
    JsonNode tree = file.tree();
    Require.that(
        tree.isObject(), "content", tree.isMissingNode() ? "is empty" : tree, "an object of keys");
  }

  private static Method method(Document file, Optional<String> method) {
    return Methods.byName(method.orElse(file.tree().path(METHOD).asText(Methods.DEFAULT)));
  }

  /** The preset that a file names. */
  private static String presetOf(Document file) {
    JsonNode encoder = file.tree().path(ENCODER);
    JsonNode name = encoder.isObject() ? encoder.path(PRESET) : encoder;
    Require.that(!name.isMissingNode(), ENCODER, "is missing", "a preset's name, or --encoder");
    return name.asText();
  }

  private static EncoderConfig encoder(EncoderConfig start, Document file) {
    return file.tree().path(ENCODER).isObject()
        ? (EncoderConfig) Settings.read((Record) start, file.at(ENCODER).without(PRESET))
        : start;
  }

  /** The method's settings; what is neither theirs nor the run's is unknown. */
  private static Optional<Record> method(Record defaults, Document file, Problems problems) {
    Set<String> known = new LinkedHashSet<>();
    Settings.describe(defaults).stream()
        .map(SettingInfo::key)
        .forEach(key -> known.add(key.replaceFirst("\\..*", "")));
    String[] own = known.toArray(String[]::new);
    known.add(METHOD);
    known.add(ENCODER);
    known.addAll(RunSections.keys());
    file.tree()
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problems.addUnknown(file, key, known);
              }
            });
    return problems.attempt(() -> Settings.read(defaults, file.only(own)));
  }

  /**
   * A copy with other values.
   *
   * @param values by key, those of the encoder as {@code encoder.NAME}; texts as on a command line
   * @throws IllegalArgumentException naming every unknown key and bad value
   */
  RunConfig with(Map<String, ?> values) {
    Map<String, Object> ofSections = new LinkedHashMap<>();
    Map<String, Object> rest = new LinkedHashMap<>();
    values.forEach(
        (key, value) ->
            (RunSections.keys().contains(key.replaceFirst("\\..*", "")) ? ofSections : rest)
                .put(key, value));
    Problems problems = new Problems();
    Optional<RunSections> changed = problems.attempt(() -> Settings.with(sections, ofSections));
    changed.ifPresent(known -> problems.attempt(known::frontEndKind));
    Optional<PretrainingSettings> trained =
        problems.attempt(() -> sized(changed.orElse(sections)).with(rest));
    problems.requireNone();
    return new RunConfig(preset, trained.orElseThrow(), changed.orElseThrow().withoutSize());
  }

  private PretrainingSettings sized(RunSections size) {
    return new PretrainingSettings(size.onGrid(settings.encoder()), settings.method());
  }

  /**
   * This, if a run can be made of it.
   *
   * @throws IllegalArgumentException if there is no data, or nothing tells the best as asked
   */
  RunConfig whole() {
    Require.that(
        sections.data().path().isPresent(),
        "data.path",
        "is missing",
        "a folder or CSV, by --data or as data: {path: ...} in --config");
    sections.run().bestBy(isMonitoredByLabels());
    return this;
  }

  /** Whether monitors look at labelled clips. */
  boolean isMonitoredByLabels() {
    return sections.monitorData().path().isPresent() && sections.run().monitorInterval() > 0;
  }

  /** The front end that the file asks for, or else the one of the encoder's family. */
  FrontEndConfig frontEnd() {
    EncoderConfig encoder = settings.encoder();
    return sections
        .frontEndKind()
        .map(kind -> kind.over(encoder.grid()))
        .orElseGet(encoder::frontEnd);
  }

  /** All of it: the file that makes this run again from any folder. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(METHOD, settings.method().method());
    ObjectNode encoder = json.putObject(ENCODER).put(PRESET, preset);
    encoder.setAll(Settings.toJson((Record) settings.encoder()));
    json.setAll(Settings.toJson(sections.within(Path.of(""))));
    json.setAll(Settings.toJson((Record) settings.method()));
    return json;
  }
}
