package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.arbiter.score.FineTuned;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderConfig;

/** What a file says of the candidates' training, but for its settings. */
final class SubjectReader {
  private static final String TASK = "task";
  private static final String ENCODER = "encoder";
  private static final String METHOD = "method";
  private static final String MODEL = FineTuning.MODEL;
  private static final String SCORE = "score";

  private final Document document;
  private final Path folder;
  private final Problems problems;

  /**
   * A reader.
   *
   * @param folder that a model's relative path starts from
   * @param problems gets what is wrong
   */
  SubjectReader(Document document, Path folder, Problems problems) {
    this.document = document;
    this.folder = folder;
    this.problems = problems;
  }

  /** The subject with its standard settings, if what there is of it is right. */
  Optional<Subject> read() {
    boolean finetune = text(TASK).filter(Task.FINETUNE.name()::equalsIgnoreCase).isPresent();
    return finetune ? fineTuning() : pretraining();
  }

  private Optional<String> text(String key) {
    JsonNode node = document.tree().path(key);
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }

  private Optional<Subject> pretraining() {
    refuse(MODEL, "none where candidates pre-train; name their encoder");
    if (!document.tree().has(ENCODER)) {
      problems.add(document, ENCODER, "is missing", "one of " + Architectures.presets().keySet());
    }
    Optional<EncoderConfig> encoder =
        text(ENCODER)
            .flatMap(name -> problems.attempt(document, ENCODER, () -> Architectures.preset(name)));
    Optional<Method> method =
        problems.attempt(
            document, METHOD, () -> Methods.byName(text(METHOD).orElse(Methods.DEFAULT)));
    return encoder.flatMap(
        preset ->
            method.map(
                known ->
                    new Pretraining(
                        new PretrainingSettings(known.suit(preset), known.defaults()), tuning())));
  }

  /** Settings of fine-tuning where candidates are scored by it. */
  private Optional<FineTuneConfig> tuning() {
    String name = document.tree().path(SCORE).path("name").asText();
    return name.equals(FineTuned.NAME) ? Optional.of(FineTuneConfig.standard()) : Optional.empty();
  }

  private Optional<Subject> fineTuning() {
    refuse(ENCODER, "none where candidates are fine-tuned; name their model");
    refuse(METHOD, "none where candidates are fine-tuned");
    Optional<String> model = text(MODEL);
    if (model.isEmpty()) {
      problems.add(
          document,
          MODEL,
          document.tree().path(MODEL),
          "a model directory or one of " + BundledModels.names());
    }
    return model.flatMap(name -> problems.attempt(document, MODEL, () -> fineTuning(name)));
  }

  private Subject fineTuning(String model) {
    try {
      return FineTuning.of(BundledModels.within(folder, Path.of(model)), FineTuneConfig.standard());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void refuse(String key, String expected) {
    if (document.tree().has(key)) {
      problems.add(document, key, document.tree().get(key), expected);
    }
  }
}
