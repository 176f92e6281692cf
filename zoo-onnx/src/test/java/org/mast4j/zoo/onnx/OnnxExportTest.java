package org.mast4j.zoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.HeadShape;
import org.mast4j.zoo.HiddenLayer;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioEncoder;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of model, from the log-mel to what its classifier says. */
class OnnxExportTest {
  private static final List<String> LABELS = List.of("a", "b", "c \"quoted\"");
  private static final int RATE = 16_000;

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("exported");
  }

  private static StoredModel model(EncoderConfig encoder, HeadShape head, Activation activation) {
    Nd4j.getRandom().setSeed(1);
    Map<String, INDArray> weights = new LinkedHashMap<>();
    EncoderGraph.shapes(encoder, head)
        .forEach((key, shape) -> weights.put(key, Nd4j.randn(DataType.FLOAT, shape).muli(0.2)));
    return StoredModel.builder(encoder, encoder.frontEnd().withStatistics(-4, 3))
        .labels(LABELS)
        .activation(activation)
        .headInput(head.input())
        .hidden(head.hidden())
        .weights(Weights.of(weights))
        .build();
  }

  private static StoredModel model(String preset) {
    return model(TinyEncoders.of(preset), HeadShape.linear(LABELS.size()), Activation.SOFTMAX);
  }

  @Test
  void aTrainedModelHearsInAClipWhatItHearsHere() throws IOException, OrtException {
    StoredModel model = BundledModels.read("mast-nano");
    OnnxExport.write(model, out());
    float[] samples = new float[RATE / 2]; // shorter than the window: padded before normalisation
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 0.3f * (float) Math.sin(2 * Math.PI * 440 * i / RATE);
    }
    FrontEndConfig frontEnd = model.frontEnd();
    Spectrogram raw = frontEnd.fit(FrontEnd.of(frontEnd).apply(new Waveform(samples, RATE)));
    try (AudioEncoder encoder = new AudioEncoder(model);
        Exported exported = new Exported(out())) {
      float[] actual = exported.run(frontEnd, List.of(raw)).get(OnnxExport.EMBEDDING)[0];
      assertThat(actual)
          .containsExactly(
              encoder.embed(samples, RATE), Offset.offset((float) Comparison.TOLERANCE));
      assertThat(exported.outputs()).containsExactly(OnnxExport.EMBEDDING);
    }
  }

  @ParameterizedTest
  @EnumSource(HeadInput.class)
  void classifiersOfEachInputAreEqual(HeadInput input) throws IOException, OrtException {
    for (String preset : List.of("ast-nano", "mast-nano", "mast-small-cls")) {
      HeadShape head = new HeadShape(input, List.of(), LABELS.size());
      Comparison.requireEqual(
          model(TinyEncoders.of(preset), head, Activation.SOFTMAX), folder.resolve(preset));
    }
  }

  /** Its last block goes on with that token alone. */
  @Test
  void aClassTokensModelIsEqual() throws IOException, OrtException {
    MastConfig encoder = ((MastConfig) TinyEncoders.of("mast-small-cls")).withFinalNorm(true);
    HeadShape head = HeadShape.linear(LABELS.size());
    Comparison.requireEqual(model(encoder, head, Activation.SOFTMAX), out());
  }

  @Test
  void hiddenLayersOfEachFunctionAreEqual() throws IOException, OrtException {
    List<HiddenLayer> hidden =
        Arrays.stream(HiddenLayer.Function.values()).map(f -> new HiddenLayer(7, f)).toList();
    HeadShape head = new HeadShape(HeadInput.EMBEDDING, hidden, LABELS.size());
    Comparison.requireEqual(model(TinyEncoders.of("mast-nano"), head, Activation.SOFTMAX), out());
  }

  @Test
  void severalLabelsAClipAreEqual() throws IOException, OrtException {
    HeadShape head = HeadShape.linear(LABELS.size());
    Comparison.requireEqual(model(TinyEncoders.of("ast-nano"), head, Activation.SIGMOID), out());
  }

  @Test
  void paddedPatchesAndPatchesThatLeaveFramesOutAreEqual() throws IOException, OrtException {
    EncoderConfig tiny = TinyEncoders.of("mast-nano");
    EncoderConfig padded = tiny.withGrid(TinyEncoders.GRID.withPadding(1, 3).withStride(3, 4));
    HeadShape head = HeadShape.linear(LABELS.size());
    Comparison.requireEqual(model(padded, head, Activation.SOFTMAX), out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ast-nano", "mast-nano"})
  void withoutItsClassifierAModelGivesTheSameEmbedding(String preset) throws Exception {
    StoredModel model = model(preset);
    Comparison.requireEqual(model.withoutClassifier(), out());
    try (Exported exported = new Exported(out())) {
      assertThat(exported.outputs()).containsExactly(OnnxExport.EMBEDDING);
      assertThat(exported.metadata()).containsOnlyKeys("architecture", "frontEnd", "padValue");
    }
    assertThat(model.withoutClassifier().withoutClassifier().weights().keys())
        .noneMatch(key -> key.startsWith("head."));
  }

  @Test
  void theFileSaysWhatItsInputAndItsOutputAre() throws Exception {
    StoredModel model = model("ast-nano");
    OnnxExport.write(model, out());
    ObjectMapper json = new ObjectMapper();
    try (Exported exported = new Exported(out())) {
      Map<String, String> metadata = exported.metadata();
      assertThat(metadata)
          .containsEntry("architecture", "ast")
          .containsEntry("activation", "softmax")
          .containsEntry("padValue", "0.0");
      JsonNode frontEnd = json.readTree(metadata.get("frontEnd"));
      assertThat(frontEnd)
          .isEqualTo(json.readTree(FrontEndJson.toJson(model.frontEnd()).toString()));
      assertThat(json.readValue(metadata.get("labels"), String[].class))
          .containsExactlyElementsOf(LABELS);
      assertThat(exported.outputs())
          .containsExactlyInAnyOrder(
              OnnxExport.EMBEDDING, OnnxExport.LOGITS, OnnxExport.PROBABILITIES);
    }
    JsonNode beside = json.readTree(out().resolve(FrontEndJson.FILE_NAME).toFile());
    assertThat(beside.get("labels")).hasSize(LABELS.size());
  }

  @Test
  void anExportOfOursIsReplacedAndNothingElse() throws IOException {
    StoredModel model = model("mast-nano");
    OnnxExport.write(model, out());
    OnnxExport.write(model, out());
    assertThat(out()).isDirectoryContaining("glob:**.onnx");
    Files.writeString(out().resolve(OnnxExport.MODEL), "somebody else's");
    assertThatThrownBy(() -> OnnxExport.write(model, out()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("won't be replaced, it isn't an ONNX export of mast4j");
  }

  @Test
  void weightsThatDontFitAreNamedAndNothingIsWritten() {
    StoredModel model = model("mast-nano").withoutClassifier();
    Map<String, INDArray> weights = new LinkedHashMap<>(model.weights().toMap());
    weights.remove("patch_embed.proj.bias");
    StoredModel broken = model.withWeights(Weights.of(weights));
    assertThatThrownBy(() -> OnnxExport.write(broken, out()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patch_embed.proj.bias");
    assertThat(out()).doesNotExist();
  }
}
