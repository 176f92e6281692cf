package org.mast4j.zoo.ast;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.Classes;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.JsonFields;
import org.mast4j.zoo.exchange.LeftOut;

/**
 * transformers' {@code ASTConfig} and {@code ASTFeatureExtractor} as JSON. A field that isn't there
 * has that class's default, as when transformers reads the file.
 */
final class TransformersAstJson {
  private static final String MULTI_LABEL = "multi_label_classification";

  /** transformers' classes where a configuration names none. */
  private static final int DEFAULT_CLASSES = 2;

  private static final int MAX_NAMED = 5;

  private TransformersAstJson() {}

  static AstConfig encoder(JsonFields json) throws ImportException {
    String activation = json.text("hidden_act").orElse("gelu");
    if (!activation.equals("gelu")) {
      throw json.problem("hidden_act", "\"gelu\", the only one supported");
    }
    return json.create(
        () -> {
          AstConfig base = AstVariants.base();
          return base.with()
              .grid(grid(json, base.grid()))
              .width(json.integer("hidden_size").orElse(base.width()))
              .heads(json.integer("num_attention_heads").orElse(base.heads()))
              .layers(json.integer("num_hidden_layers").orElse(base.layers()))
              .intermediateWidth(json.integer("intermediate_size").orElse(base.intermediateWidth()))
              .qkvBias(json.bool("qkv_bias").orElse(base.qkvBias()))
              .build()
              .withLayerNormEpsilon(json.number("layer_norm_eps").orElse(base.layerNormEpsilon()));
        });
  }

  private static PatchGrid grid(JsonFields json, PatchGrid base) throws ImportException {
    int patch = json.integer("patch_size").orElse(base.patchMels());
    return base.with()
        .mels(json.integer("num_mel_bins").orElse(base.mels()))
        .frames(json.integer("max_length").orElse(base.frames()))
        .patchMels(patch)
        .patchFrames(patch)
        .strideMels(json.integer("frequency_stride").orElse(base.strideMels()))
        .strideFrames(json.integer("time_stride").orElse(base.strideFrames()))
        .build();
  }

  /**
   * The labels of the classes as transformers has them ({@code PretrainedConfig}): as many as
   * {@code id2label} has entries, or else {@code num_labels}; LABEL_0 and so on where an id has
   * none.
   *
   * @param logits of the classifier among the weights, if there is one
   * @param notes gets a sentence on ids without a label, and on labels told apart
   */
  static List<String> labels(JsonFields json, Optional<Integer> logits, List<String> notes)
      throws ImportException {
    Optional<Map<Integer, String>> byId = json.textsById("id2label");
    Map<Integer, String> given = byId.isPresent() ? byId.get() : byLabel(json);
    int count =
        byId.isPresent()
            ? given.size()
            : json.integer("num_labels")
                .orElse(logits.filter(n -> n == given.size()).orElse(DEFAULT_CLASSES));
    List<String> labels = new ArrayList<>();
    List<String> unnamed = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      String label = given.get(id);
      if (label == null) {
        label = "LABEL_" + id;
        unnamed.add(label);
      }
      labels.add(label);
    }
    if (byId.isPresent() && !unnamed.isEmpty()) {
      notes.add(
          "id2label names no class "
              + unnamed.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
              + ", of classes 0 to "
              + (count - 1)
              + ", and ids that are none; --labels FILE names all");
    }
    return Classes.distinct(labels, notes);
  }

  /** {@code label2id} the other way round. */
  private static Map<Integer, String> byLabel(JsonFields json) throws ImportException {
    Map<Integer, String> byId = new HashMap<>();
    Optional<JsonFields> byLabel = json.object("label2id");
    if (byLabel.isPresent()) {
      for (String label : byLabel.get().keys()) {
        byId.put(byLabel.get().integer(label).orElseThrow(), label);
      }
    }
    return byId;
  }

  static Activation activation(JsonFields json, List<String> labels, List<String> notes)
      throws ImportException {
    Optional<String> problem = json.text("problem_type");
    if (problem.isPresent()) {
      return problem.get().equals(MULTI_LABEL) || labels.size() == 1
          ? Activation.SIGMOID
          : Activation.SOFTMAX;
    }
    return Classes.activation(labels.size(), notes);
  }

  /** The front end of a feature extractor, for the encoder's own input size. */
  static FrontEndConfig frontEnd(Optional<JsonFields> extractor, PatchGrid grid, List<String> notes)
      throws ImportException {
    // transformers' extractor leaves the waveform's mean in, unlike YuanGongND/ast.
    FrontEndConfig start = FrontEndConfig.kaldi().withSubtractMean(false);
    if (extractor.isEmpty()) {
      notes.add("no preprocessor_config.json: AST's front end with AudioSet's statistics");
      return start.withMels(grid.mels()).withFrames(grid.frames());
    }
    JsonFields json = extractor.get();
    noteDifference(json, "num_mel_bins", grid.mels(), notes);
    noteDifference(json, "max_length", grid.frames(), notes);
    int rate = json.integer("sampling_rate").orElse(start.sampleRate());
    boolean normalises = json.bool("do_normalize").orElse(true);
    double mean = normalises ? json.number("mean").orElse(start.mean()) : 0;
    double std = normalises ? 2 * json.number("std").orElse(start.std() / 2) : 1;
    return json.create(
        () ->
            FrontEndConfig.kaldi(rate)
                .withSubtractMean(false)
                .withStatistics(mean, std)
                .withMels(grid.mels())
                .withFrames(grid.frames()));
  }

  private static void noteDifference(JsonFields json, String key, int expected, List<String> notes)
      throws ImportException {
    Optional<Integer> value = json.integer(key);
    if (value.isPresent() && value.get() != expected) {
      notes.add(
          "preprocessor_config.json has "
              + key
              + " "
              + value.get()
              + "; the model's "
              + expected
              + " is used");
    }
  }

  /** {@code ASTConfig} of a model. */
  static ObjectNode config(StoredModel model) {
    AstConfig encoder = (AstConfig) model.encoder();
    PatchGrid grid = encoder.grid();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("hidden_size", encoder.width());
    json.put("num_hidden_layers", encoder.layers());
    json.put("num_attention_heads", encoder.heads());
    json.put("intermediate_size", encoder.intermediateWidth());
    json.put("hidden_act", "gelu");
    json.put("layer_norm_eps", encoder.layerNormEpsilon());
    json.put("qkv_bias", encoder.qkvBias());
    json.put("patch_size", grid.patchMels());
    json.put("frequency_stride", grid.strideMels());
    json.put("time_stride", grid.strideFrames());
    json.put("num_mel_bins", grid.mels());
    json.put("max_length", grid.frames());
    if (!model.labels().isEmpty()) {
      ObjectNode byId = json.putObject("id2label");
      ObjectNode byLabel = json.putObject("label2id");
      for (int id = 0; id < model.labels().size(); id++) {
        byId.put(String.valueOf(id), model.labels().get(id));
        byLabel.put(model.labels().get(id), id);
      }
      json.put(
          "problem_type",
          model.activation() == Activation.SIGMOID ? MULTI_LABEL : "single_label_classification");
    }
    return json;
  }

  /** {@code ASTFeatureExtractor} of a front end, if there can be one. */
  static Optional<ObjectNode> preprocessor(FrontEndConfig frontEnd, List<LeftOut> leftOut) {
    FrontEndConfig same =
        FrontEndConfig.kaldi(frontEnd.sampleRate())
            .withSubtractMean(frontEnd.subtractMean())
            .withStatistics(frontEnd.mean(), frontEnd.std())
            .withMels(frontEnd.mels())
            .withFrames(frontEnd.frames());
    if (!frontEnd.equals(same)) {
      leftOut.add(new LeftOut(List.of("front-end.json"), "transformers has no such extractor"));
      return Optional.empty();
    }
    if (frontEnd.subtractMean()) {
      leftOut.add(
          new LeftOut(List.of("subtractMean"), "transformers leaves the waveform's mean in"));
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("feature_extractor_type", "ASTFeatureExtractor");
    json.put("feature_size", 1);
    json.put("sampling_rate", frontEnd.sampleRate());
    json.put("num_mel_bins", frontEnd.mels());
    json.put("max_length", frontEnd.frames());
    json.put("padding_value", 0.0);
    json.put("do_normalize", true);
    json.put("mean", frontEnd.mean());
    json.put("std", frontEnd.std() / 2);
    json.put("return_attention_mask", false);
    return Optional.of(json);
  }
}
