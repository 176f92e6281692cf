package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.exchange.ModelImporter;
import org.mast4j.zoo.weights.Checkpoints;
import org.mast4j.zoo.weights.ElementType;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against transformers, in its own files; oracle/make_exchange.py. */
class TransformersAstTest {
  private static final double TOLERANCE = 1e-4;
  private static final Path CLASSIFIER = Oracle.path("exchange/transformers-classifier");
  private static final Path ENCODER = Oracle.path("exchange/transformers-encoder");

  @TempDir Path folder;

  @Test
  void aClassifierHasTransformersNumbers() throws IOException {
    Weights oracle = Oracle.tensors("exchange/transformers-classifier.io.safetensors");
    StoredModel model = read(CLASSIFIER).model();
    INDArray patches = Oracle.patches(oracle.get("input"), model.encoder().grid());
    EncoderGraph graph = model.open();
    Oracle.assertClose(graph.tokens(patches), oracle.get("tokens"), TOLERANCE);
    Oracle.assertClose(graph.pooled(patches), oracle.get("pooled"), TOLERANCE);
    Oracle.assertClose(graph.logits(patches), oracle.get("logits"), TOLERANCE);
  }

  @Test
  void aClassifierBringsItsConfiguration() throws IOException {
    ImportedModel imported = read(CLASSIFIER);
    StoredModel model = imported.model();
    assertThat(imported.format()).isEqualTo("transformers AST");
    assertThat(imported.leftOut()).isEmpty();
    assertThat(model.encoder())
        .isEqualTo(
            AstVariants.base()
                .withGrid(PatchGrid.of(23, 45, 8, 5).withStride(5, 7))
                .withWidth(24, 3)
                .withLayers(2)
                .withIntermediateWidth(40)
                .withQkvBias(false)
                .withLayerNormEpsilon(1e-3));
    assertThat(model.labels())
        .containsExactly("rain", "wind", "dog", "Speech, \"quoted\"", "siren");
    assertThat(model.activation()).isEqualTo(Activation.SIGMOID);
    assertThat(model.frontEnd())
        .isEqualTo(
            FrontEndConfig.kaldi(8000)
                .withSubtractMean(false)
                .withStatistics(-3.5, 4.5)
                .withMels(23)
                .withFrames(45));
  }

  @Test
  void aBareEncoderOfHalfPrecisionHasTransformersNumbers() throws IOException {
    Weights oracle = Oracle.tensors("exchange/transformers-encoder.io.safetensors");
    ImportedModel imported = read(ENCODER);
    INDArray patches = Oracle.patches(oracle.get("input"), imported.model().encoder().grid());
    INDArray pooled = imported.model().open().pooled(patches);
    Oracle.assertClose(pooled, oracle.get("pooled"), TOLERANCE);
    assertThat(imported.model().labels()).isEmpty();
    assertThat(imported.notes()).anyMatch(note -> note.contains("preprocessor_config.json"));
  }

  /** {@code save_pretrained} gives the old names, {@code state_dict()} those of its modules. */
  @Test
  void aStateDictOfTransformers5IsTheSameModel() throws IOException {
    for (Path original : List.of(CLASSIFIER, ENCODER)) {
      Files.copy(
          original.resolve("config.json"),
          folder.resolve("config.json"),
          StandardCopyOption.REPLACE_EXISTING);
      SafeTensors.write(
          folder.resolve("model.safetensors"),
          Checkpoints.read(original).renamed(TransformersAstTest::nameInTransformers5),
          Map.of());
      assertThat(read(folder).model().weights().toMap())
          .isEqualTo(read(original).model().weights().toMap());
    }
  }

  private static String nameInTransformers5(String saved) {
    return saved
        .replace("encoder.layer.", "layers.")
        .replace("attention.attention.query.", "attention.q_proj.")
        .replace("attention.attention.key.", "attention.k_proj.")
        .replace("attention.attention.value.", "attention.v_proj.")
        .replace("attention.output.dense.", "attention.o_proj.")
        .replace("intermediate.dense.", "mlp.fc1.")
        .replace("output.dense.", "mlp.fc2.");
  }

  @Test
  void exportUndoesImport() throws IOException {
    ExportedModel exported = ModelExporter.convert(read(CLASSIFIER).model(), "transformers");
    Path directory = folder.resolve("exported");
    ModelExporter.write(exported, directory);
    Weights original = SafeTensors.read(CLASSIFIER.resolve("model.safetensors"));
    Weights written = SafeTensors.read(directory.resolve("model.safetensors"));
    assertThat(written.keys()).containsExactlyInAnyOrderElementsOf(original.keys());
    original
        .toMap()
        .forEach(
            (key, array) ->
                assertThat(written.get(key).data().asFloat())
                    .as(key)
                    .isEqualTo(array.dup('c').data().asFloat()));
    assertThat(exported.leftOut()).isEmpty();
    assertContains(CLASSIFIER, directory, "config.json");
    assertContains(CLASSIFIER, directory, "preprocessor_config.json");
    assertThat(read(directory).model().encoder()).isEqualTo(read(CLASSIFIER).model().encoder());
  }

  @Test
  void halfPrecisionKeepsItsBits() throws IOException {
    Path model = folder.resolve("model");
    read(ENCODER).model().write(model);
    Path exported = folder.resolve("exported");
    ModelExporter.write(ModelExporter.convert(StoredModel.read(model), "transformers"), exported);
    assertThat(Checkpoints.types(exported)).isEqualTo(Checkpoints.types(ENCODER));
    assertThat(Checkpoints.types(exported).values()).containsOnly(ElementType.F16);
    assertThat(Checkpoints.read(exported).toMap()).isEqualTo(Checkpoints.read(ENCODER).toMap());
  }

  /** What we write of a configuration is what transformers wrote. */
  private static void assertContains(Path original, Path written, String file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<?, ?> theirs = json.readValue(original.resolve(file).toFile(), Map.class);
    Map<?, ?> ours = json.readValue(written.resolve(file).toFile(), Map.class);
    ours.forEach((key, value) -> assertThat(theirs.get(key)).as(key.toString()).isEqualTo(value));
  }

  @Test
  void everythingThatDoesNotFitIsNamedInTheSourcesTerms() throws IOException {
    Weights weights = SafeTensors.read(CLASSIFIER.resolve("model.safetensors"));
    String block = "audio_spectrogram_transformer.encoder.layer.1.";
    String key = block + "attention.attention.key.weight";
    Weights changed =
        weights
            .select(name -> !name.equals(key))
            .with("extra.weight", weights.get("classifier.dense.bias"))
            .with("classifier.dense.weight", weights.get("classifier.dense.weight").reshape(8, 15));
    Path source = source(changed, json -> {});
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll(
            source.toString(),
            "missing " + key + " [24, 24]",
            "unexpected extra.weight [5]",
            "mis-shaped classifier.dense.weight: [8, 15] where the model has [5, 24]");
  }

  @Test
  void aConfigurationThatIsNotSupportedIsNamedWithItsField() throws IOException {
    assertProblem(json -> json.put("hidden_act", "relu"), "hidden_act is \"relu\"", "gelu");
    assertProblem(json -> json.put("hidden_size", "24"), "hidden_size is \"24\"", "whole number");
    assertProblem(json -> json.put("num_attention_heads", 5), "config.json", "width 24");
    assertProblem(json -> json.with("id2label").remove("2"), "where the model has [4]");
  }

  @Test
  void fieldsThatAreNotThereHaveTransformersDefaults() throws IOException {
    Weights weights = Checkpoints.read(ENCODER);
    Path source = folder.resolve("defaults");
    Files.createDirectories(source);
    Files.writeString(
        source.resolve("config.json"), "{\"model_type\": \"audio-spectrogram-transformer\"}");
    SafeTensors.write(source.resolve("model.safetensors"), weights, Map.of());
    assertThatThrownBy(() -> read(source))
        .hasMessageContainingAll(
            "[1, 17, 16] where the model has [1, 1214, 768]",
            "missing encoder.layer.11.layernorm_after.weight [768]");
  }

  @Test
  void adaptsToOtherFramesAndClasses() throws IOException {
    ImportOptions options = ImportOptions.builder().frames(80).classes(3).build();
    StoredModel model = ModelImporter.read(CLASSIFIER, options).model();
    assertThat(model.encoder().grid()).isEqualTo(PatchGrid.of(23, 80, 8, 5).withStride(5, 7));
    assertThat(model.frontEnd().frames()).isEqualTo(80);
    assertThat(model.labels()).containsExactly("0", "1", "2");
    assertThat(model.activation()).isEqualTo(Activation.SOFTMAX);
    assertThat(model.open().weights().get("head.fc.weight").shape()).containsExactly(3, 24);
  }

  private void assertProblem(Consumer<ObjectNode> change, String... parts) throws IOException {
    Weights weights = SafeTensors.read(CLASSIFIER.resolve("model.safetensors"));
    Path source = source(weights, change);
    assertThatThrownBy(() -> read(source))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll(parts);
  }

  private Path source(Weights weights, Consumer<ObjectNode> change) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(CLASSIFIER.resolve("config.json").toFile());
    change.accept(json);
    Path source = folder.resolve("changed");
    Files.createDirectories(source);
    mapper.writeValue(source.resolve("config.json").toFile(), json);
    SafeTensors.write(source.resolve("model.safetensors"), weights, Map.of());
    return source;
  }

  private static ImportedModel read(Path source) throws IOException {
    return ModelImporter.read(source, ImportOptions.none());
  }
}
