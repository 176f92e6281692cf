package org.mast4j.zoo.ast;

import static org.mast4j.zoo.exchange.KeyMap.rename;
import static org.mast4j.zoo.exchange.KeyMap.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.JsonFields;
import org.mast4j.zoo.exchange.KeyMap;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.exchange.WritableFormat;
import org.mast4j.zoo.weights.Weights;

/**
 * What {@code save_pretrained} of transformers' {@code ASTForAudioClassification} and {@code
 * ASTModel} writes, with the feature extractor's file where there is one.
 */
public final class TransformersAst implements WritableFormat {
  private static final String MODEL_TYPE = "audio-spectrogram-transformer";

  /** What the encoder's keys begin with where there is a classifier beside it. */
  private static final String ENCODER = "audio_spectrogram_transformer.";

  /** The names under which a classifier is saved. */
  private static final String CLASSIFIER_CLASS = "ASTForAudioClassification";

  private static final String ENCODER_CLASS = "ASTModel";

  @Override
  public String name() {
    return "transformers AST";
  }

  @Override
  public String library() {
    return "transformers";
  }

  @Override
  public boolean recognises(Source source) throws IOException {
    return source.config().isPresent()
        && source.config().get().text("model_type").equals(Optional.of(MODEL_TYPE));
  }

  @Override
  public ImportedModel read(Source source) throws IOException {
    JsonFields json = source.config().orElseThrow();
    AstConfig encoder = TransformersAstJson.encoder(json);
    Set<String> keys = source.weights().keys();
    boolean classifier =
        json.texts("architectures").orElse(List.of()).contains(CLASSIFIER_CLASS)
            || keys.stream().anyMatch(key -> key.startsWith("classifier."));
    boolean prefixed = classifier || keys.stream().anyMatch(key -> key.startsWith(ENCODER));
    List<String> notes = new ArrayList<>();
    Optional<Integer> logits = source.shape("classifier.dense.weight").map(shape -> (int) shape[0]);
    List<String> labels = classifier ? TransformersAstJson.labels(json, logits, notes) : List.of();
    Optional<Integer> classes = Optional.of(labels.size()).filter(count -> count > 0);
    Map<String, long[]> shapes = EncoderGraph.shapes(encoder, classes);
    KeyMap map = keys(prefixed ? ENCODER : "", keys);
    Weights theirs = source.weightsWithout(Set.of(), map.theirShapes(shapes));
    FrontEndConfig frontEnd =
        TransformersAstJson.frontEnd(source.preprocessor(), encoder.grid(), notes);
    Activation activation = TransformersAstJson.activation(json, labels, notes);
    Weights ours = map.toOurs(theirs, shapes.keySet());
    StoredModel model =
        StoredModel.builder(encoder, frontEnd)
            .labels(labels)
            .activation(activation)
            .weights(ours)
            .build();
    return ImportedModel.of(name(), model).withNotes(notes);
  }

  @Override
  public boolean isFor(EncoderConfig encoder) {
    return encoder instanceof AstConfig;
  }

  @Override
  public ExportedModel write(StoredModel model) {
    AstConfig encoder = (AstConfig) model.encoder();
    requireExpressible(encoder);
    List<LeftOut> leftOut = new ArrayList<>();
    if (encoder.headNormEpsilon() != encoder.layerNormEpsilon() && !model.labels().isEmpty()) {
      leftOut.add(
          new LeftOut(
              List.of("headNormEpsilon " + encoder.headNormEpsilon()),
              "transformers' AST has one epsilon, the encoder's " + encoder.layerNormEpsilon()));
    }
    boolean classifier = !model.labels().isEmpty();
    Map<String, ObjectNode> json = new LinkedHashMap<>();
    ObjectNode config = TransformersAstJson.config(model);
    config.put("model_type", MODEL_TYPE);
    config.putArray("architectures").add(classifier ? CLASSIFIER_CLASS : ENCODER_CLASS);
    json.put(StoredModel.CONFIG, config);
    TransformersAstJson.preprocessor(model.frontEnd(), leftOut)
        .ifPresent(node -> json.put(Source.PREPROCESSOR, node));
    KeyMap map = keys(classifier ? ENCODER : "");
    return new ExportedModel(json, map.toTheirs(model.weights()), leftOut);
  }

  private static void requireExpressible(AstConfig encoder) {
    PatchGrid grid = encoder.grid();
    if (grid.patchMels() != grid.patchFrames() || grid.hasPadding()) {
      throw new IllegalArgumentException(
          "transformers' AST has square patches without padding; this model's " + grid + " can't");
    }
    if (encoder.pooling() != Pooling.CLASS_TOKENS) {
      throw new IllegalArgumentException(
          "transformers' AST pools its class tokens; this model pools " + encoder.pooling());
    }
  }

  /** Those of {@code save_pretrained}, or of a state dict of transformers 5 where they are. */
  private static KeyMap keys(String encoder, Set<String> theirs) {
    String live = encoder + "layers.";
    return theirs.stream().anyMatch(key -> key.startsWith(live))
        ? liveKeys(encoder)
        : keys(encoder);
  }

  /** What the model's own {@code state_dict()} has since transformers 5, which a trainer saves. */
  private static KeyMap liveKeys(String encoder) {
    String block = encoder + "layers.*.";
    return commonKeys(encoder, block)
        .and(
            split(
                "blocks.*.attn.qkv.*",
                block + "attention.q_proj.*",
                block + "attention.k_proj.*",
                block + "attention.v_proj.*"),
            rename("blocks.*.attn.proj.*", block + "attention.o_proj.*"),
            rename("blocks.*.mlp.**", block + "mlp.**"));
  }

  /**
   * @param encoder what the encoder's keys begin with
   */
  private static KeyMap keys(String encoder) {
    String block = encoder + "encoder.layer.*.";
    return commonKeys(encoder, block)
        .and(
            split(
                "blocks.*.attn.qkv.*",
                block + "attention.attention.query.*",
                block + "attention.attention.key.*",
                block + "attention.attention.value.*"),
            rename("blocks.*.attn.proj.*", block + "attention.output.dense.*"),
            rename("blocks.*.mlp.fc1.*", block + "intermediate.dense.*"),
            rename("blocks.*.mlp.fc2.*", block + "output.dense.*"));
  }

  private static KeyMap commonKeys(String encoder, String block) {
    return KeyMap.of(
        rename("blocks.*.norm1.*", block + "layernorm_before.*"),
        rename("blocks.*.norm2.*", block + "layernorm_after.*"),
        rename("head.norm.*", "classifier.layernorm.*"),
        rename("head.fc.*", "classifier.dense.*"),
        rename("cls_token", encoder + "embeddings.cls_token"),
        rename("dist_token", encoder + "embeddings.distillation_token"),
        rename("pos_embed", encoder + "embeddings.position_embeddings"),
        rename("patch_embed.proj.*", encoder + "embeddings.patch_embeddings.projection.*"),
        rename("norm.*", encoder + "layernorm.*"));
  }
}
