package org.mast4j.ssl.lape;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderJson;

/**
 * A piece of work that needs no other: one training and one test. It is all that decides the
 * result, so that equal units have equal results.
 *
 * @param task on which clips
 * @param contestant what
 * @param method how
 * @param seed of random weights, heads and orders of clips; none where nothing is random
 * @param fineTuning the settings, with that seed, where all weights are trained
 */
public record LapeUnit(
    TaskFold task,
    Contestant contestant,
    LapeMethod method,
    Optional<Long> seed,
    Optional<FineTuneConfig> fineTuning) {
  /** Of what {@link #toJson} gives. */
  private static final int FORMAT = 1;

  public LapeUnit {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(contestant, "contestant");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(seed, "seed");
    Objects.requireNonNull(fineTuning, "fineTuning");
  }

  /** A linear probe: of random weights one a seed, else only one. */
  static LapeUnit probe(TaskFold task, Contestant contestant, Optional<Long> seed) {
    return new LapeUnit(task, contestant, LapeMethod.LINEAR_PROBE, seed, Optional.empty());
  }

  /** A fine-tuning. */
  static LapeUnit fineTuning(
      TaskFold task, Contestant contestant, FineTuneConfig settings, long seed) {
    return new LapeUnit(
        task,
        contestant,
        LapeMethod.FINE_TUNING,
        Optional.of(seed),
        Optional.of(settings.withSeed(seed)));
  }

  /** All of it. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    json.put("task", task.task()).put("fold", task.fold()).put("clips", task.clips());
    json.put("model", contestant.name());
    contestant.encoder().ifPresent(encoder -> json.setAll(EncoderJson.toJson(encoder)));
    contestant.weights().ifPresent(digest -> json.put("weights", digest));
    json.set("frontEnd", Settings.toJson(contestant.hearing().frontEnd()));
    json.put("measured", contestant.hearing().measured());
    json.put("method", method.toString());
    seed.ifPresent(value -> json.put("seed", value));
    fineTuning.ifPresent(settings -> json.set("fineTuning", Settings.toJson(settings)));
    return json;
  }

  /**
   * Reads what {@link #toJson} gave.
   *
   * @param file what errors name as the place
   * @throws IOException naming what is missing, unknown or malformed
   */
  public static LapeUnit read(Document json, String file) throws IOException {
    var tree = json.tree();
    Optional<LapeMethod> method =
        Arrays.stream(LapeMethod.values())
            .filter(m -> m.toString().equals(tree.path("method").asText()))
            .findFirst();
    if (tree.path("format").asInt() != FORMAT || method.isEmpty()) {
      throw new IOException(file + ": not a unit of format " + FORMAT + "; delete it");
    }
    try {
      Optional<EncoderConfig> encoder =
          tree.has("encoder") ? Optional.of(EncoderJson.read(json, file)) : Optional.empty();
      return new LapeUnit(
          new TaskFold(
              tree.path("task").asText(), tree.path("fold").asInt(), tree.path("clips").asText()),
          new Contestant(
              tree.path("model").asText(),
              encoder,
              new Hearing(
                  Settings.read(FrontEndConfig.class, json.at("frontEnd")),
                  tree.path("measured").asBoolean()),
              Optional.ofNullable(tree.path("weights").textValue())),
          method.get(),
          tree.has("seed") ? Optional.of(tree.get("seed").asLong()) : Optional.empty(),
          tree.has("fineTuning")
              ? Optional.of(Settings.read(FineTuneConfig.class, json.at("fineTuning")))
              : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** In a few words, for people. */
  @Override
  public String toString() {
    return "%s fold %d, %s, %s%s"
        .formatted(
            task.task(),
            task.fold(),
            contestant.name(),
            method,
            seed.map(value -> ", seed " + value).orElse(""));
  }
}
