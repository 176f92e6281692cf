package org.mast4j.arbiter.subject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.Weights;

/**
 * Fine-tuning of a model.
 *
 * @param settings under their own keys
 * @param model a model directory, or the name of a model that comes along
 * @param startHash of its weights, by which it is known again
 * @param encoder the model's
 * @param frontEnd the model's
 */
public record FineTuning(
    FineTuneConfig settings,
    String model,
    String startHash,
    EncoderConfig encoder,
    FrontEndConfig frontEnd)
    implements Subject {
  /** The key of the model, also in a search's file. */
  public static final String MODEL = "model";

  /**
   * Fine-tuning of the model in a directory or of that name.
   *
   * @throws IOException if there is none, or it can't be read
   */
  public static FineTuning of(String model, FineTuneConfig settings) throws IOException {
    StoredModel stored = read(model);
    return new FineTuning(
        settings, model, stored.weights().digest(), stored.encoder(), stored.frontEnd());
  }

  /** A name stands for what comes along, whatever folder has it, too. */
  private static StoredModel read(String model) throws IOException {
    return BundledModels.names().contains(model)
        ? BundledModels.read(model)
        : BundledModels.directoryOrName(Path.of(model));
  }

  /**
   * The weights to start from.
   *
   * @throws IOException if they can't be read
   */
  public Weights start() throws IOException {
    return read(model).weights();
  }

  private FineTuning with(FineTuneConfig changed) {
    return new FineTuning(changed, model, startHash, encoder, frontEnd);
  }

  @Override
  public List<SettingInfo> describe() {
    return Settings.describe(settings);
  }

  @Override
  public FineTuning with(Map<String, ?> values) {
    return with(Settings.with(settings, values));
  }

  @Override
  public FineTuning with(Document document) {
    return with(Settings.read(settings, document));
  }

  @Override
  public int length() {
    return settings.epochs();
  }

  @Override
  public String unit() {
    return "epochs";
  }

  /** Where they are fewer than a batch, the batch is smaller. */
  @Override
  public int leastClips() {
    return 1;
  }

  @Override
  public long seed() {
    return settings.seed();
  }

  @Override
  public void requireServedBy(ClipSource clips) {
    new Views(settings.augmentations()).requireServedBy(clips);
  }

  /** Every candidate trains the same model. */
  @Override
  public void requireServes(Subject candidate) {}

  @Override
  public ObjectNode toJson() {
    return Settings.toJson(new Stored(model, startHash, settings));
  }

  /** What is kept of one: the model knows the rest. */
  private record Stored(String model, String startHash, FineTuneConfig config) {}

  static FineTuning fromJson(ObjectNode json, String file) throws IOException {
    try {
      Stored stored = Settings.read(Stored.class, Document.of(json, ""));
      return of(stored.model(), stored.config());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public ObjectNode toResult() {
    return Settings.toJson(settings);
  }

  @Override
  public Map<String, ObjectNode> files(Map<String, Object> searched) {
    return Map.of(Pretraining.FILE, toResult());
  }
}
