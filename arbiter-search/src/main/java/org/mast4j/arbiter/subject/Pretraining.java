package org.mast4j.arbiter.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Require;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;

/**
 * Pre-training, and what follows it where candidates are scored by fine-tuning.
 *
 * @param settings of pre-training, under their own keys
 * @param start the encoder that files need not describe: its preset
 * @param fineTuning settings of fine-tuning, under {@code finetune.NAME}; empty where nothing is
 *     fine-tuned
 */
public record Pretraining(
    PretrainingSettings settings, EncoderConfig start, Optional<FineTuneConfig> fineTuning)
    implements Subject {
  /** What {@code pretrain --config} reads. */
  public static final String FILE = "best.json";

  /** What {@code finetune --config} reads. */
  public static final String FINETUNE_FILE = "best-finetune.json";

  private static final String FINETUNE = "finetune";

  /** Settings of fine-tuning within a record, so that the paths of their keys begin with it. */
  private record Keyed(FineTuneConfig finetune) {}

  /** Nothing but pre-training. */
  public Pretraining(PretrainingSettings settings) {
    this(settings, Optional.empty());
  }

  /** Of an encoder that files describe where it is searched alone. */
  public Pretraining(PretrainingSettings settings, Optional<FineTuneConfig> fineTuning) {
    this(settings, settings.encoder(), fineTuning);
  }

  @Override
  public List<SettingInfo> describe() {
    List<SettingInfo> keys = new ArrayList<>(settings.describe());
    fineTuning.ifPresent(tuning -> keys.addAll(Settings.describe(new Keyed(tuning))));
    return keys;
  }

  @Override
  public Pretraining with(Map<String, ?> values) {
    if (fineTuning.isEmpty()) {
      return new Pretraining(settings.with(values), start, fineTuning);
    }
    Map<String, Object> ofTuning = new LinkedHashMap<>();
    Map<String, Object> rest = new LinkedHashMap<>();
    values.forEach((key, value) -> (isTunings(key) ? ofTuning : rest).put(key, value));
    Problems problems = new Problems();
    Optional<PretrainingSettings> changed = problems.attempt(() -> settings.with(rest));
    Optional<Keyed> tuned =
        problems.attempt(() -> Settings.with(new Keyed(fineTuning.get()), ofTuning));
    problems.requireNone();
    return new Pretraining(changed.orElseThrow(), start, tuned.map(Keyed::finetune));
  }

  private static boolean isTunings(String key) {
    return key.startsWith(FINETUNE + ".");
  }

  @Override
  public Pretraining with(Document document) {
    if (fineTuning.isEmpty() || !document.tree().has(FINETUNE)) {
      return new Pretraining(settings.with(document), start, fineTuning);
    }
    Problems problems = new Problems();
    Optional<PretrainingSettings> changed =
        problems.attempt(() -> settings.with(document.without(FINETUNE)));
    Optional<FineTuneConfig> tuned =
        problems.attempt(() -> Settings.read(fineTuning.get(), document.at(FINETUNE)));
    problems.requireNone();
    return new Pretraining(changed.orElseThrow(), start, tuned);
  }

  @Override
  public EncoderConfig encoder() {
    return settings.encoder();
  }

  @Override
  public FrontEndConfig frontEnd() {
    return encoder().frontEnd();
  }

  @Override
  public int length() {
    return settings.method().steps();
  }

  @Override
  public String unit() {
    return "steps";
  }

  /** A batch. */
  @Override
  public int leastClips() {
    return settings.method().batchSize();
  }

  @Override
  public long seed() {
    return settings.method().seed();
  }

  @Override
  public void requireServedBy(ClipSource clips) {
    settings.method().views(new MixupMemory(1)).requireServedBy(clips);
    fineTuning.ifPresent(tuning -> new Views(tuning.augmentations()).requireServedBy(clips));
  }

  @Override
  public void requireServes(Subject candidate) {
    EncoderConfig other = candidate.encoder();
    if (!other.equals(encoder())) {
      Require.that(
          other.grid().equals(encoder().grid()),
          "grid",
          other.grid(),
          "that of the clips, " + encoder().grid());
      EncoderGraph.shapes(other, Optional.empty());
    }
  }

  @Override
  public ObjectNode toJson() {
    ObjectNode json = settings.toJson();
    fineTuning.ifPresent(tuning -> json.set(FINETUNE, Settings.toJson(tuning)));
    return json;
  }

  static Pretraining fromJson(ObjectNode json, String file) throws IOException {
    JsonNode tuning = json.path(FINETUNE);
    try {
      return new Pretraining(
          PretrainingSettings.fromJson(json.deepCopy().without(List.of(FINETUNE)), file),
          tuning.isMissingNode()
              ? Optional.empty()
              : Optional.of(Settings.read(FineTuneConfig.class, Document.of(tuning, FINETUNE))));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public ObjectNode toResult() {
    ObjectNode json = Settings.toJson((Record) settings.method());
    fineTuning.ifPresent(tuning -> json.set(FINETUNE, Settings.toJson(tuning)));
    return json;
  }

  /** The encoder's settings are in a file where they were searched or aren't the preset's. */
  @Override
  public Map<String, ObjectNode> files(Map<String, Object> searched) {
    ObjectNode json = Settings.toJson((Record) settings.method());
    Map<String, Object> preset = new HashMap<>();
    new PretrainingSettings(start, settings.method())
        .describe()
        .forEach(info -> preset.put(info.key(), info.value()));
    ObjectNode all = settings.toJson();
    settings.describe().stream()
        .filter(info -> PretrainingSettings.isEncoders(info.key()))
        .filter(
            info ->
                searched.containsKey(info.key()) || !info.value().equals(preset.get(info.key())))
        .map(info -> List.of(info.key().split("\\.")))
        .forEach(path -> put(json, path.iterator(), all));
    Map<String, ObjectNode> files = new LinkedHashMap<>();
    files.put(FILE, json);
    fineTuning.ifPresent(tuning -> files.put(FINETUNE_FILE, Settings.toJson(tuning)));
    return files;
  }

  private static void put(ObjectNode parent, Iterator<String> path, JsonNode from) {
    String name = path.next();
    if (path.hasNext()) {
      put(parent.withObjectProperty(name), path, from.get(name));
    } else {
      parent.set(name, from.get(name));
    }
  }
}
