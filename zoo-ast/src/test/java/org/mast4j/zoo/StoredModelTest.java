package org.mast4j.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StoredModelTest {
  private static final FrontEndConfig FRONT_END =
      FrontEndConfig.kaldi().withMels(64).withFrames(96);

  @TempDir Path folder;

  private final INDArray patches = Nd4j.rand(DataType.FLOAT, 2, 45, 256);

  @Test
  void aClassifierReadsBackWithTheSameLogits() throws IOException {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 3, 1);
    Path directory = folder.resolve("new").resolve("model");
    model(graph, List.of("a", "b", "Ünï\"c")).write(directory);
    StoredModel read = StoredModel.read(directory);
    assertThat(read.encoder()).isEqualTo(AstVariants.nano());
    assertThat(read.frontEnd()).isEqualTo(FRONT_END);
    assertThat(read.labels()).containsExactly("a", "b", "Ünï\"c");
    assertThat(read.open().logits(patches)).isEqualTo(graph.logits(patches));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("config.json", "model.safetensors", "front-end.json");
    }
  }

  @Test
  void anEncoderReadsBackWithoutClassifier() throws IOException {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    Path directory = written(graph, List.of());
    EncoderGraph read = StoredModel.read(directory).open();
    assertThat(read.pooled(patches)).isEqualTo(graph.pooled(patches));
    assertThatThrownBy(() -> read.logits(patches)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void weightsThatAreNotNumbersAreRefusedWithTheirFile() throws IOException {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    graph.weights().get("blocks.1.norm1.weight").putScalar(0, Float.NaN);
    Path directory = written(graph, List.of());
    assertThatThrownBy(() -> StoredModel.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            directory.resolve("model.safetensors")
                + ": weight blocks.1.norm1.weight is NaN or infinite in 1 of 32 values");
  }

  @Test
  void anOlderModelIsReplacedAndNothingElseIsLeft() throws IOException {
    written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    EncoderGraph newer = EncoderGraph.classifier(AstVariants.nano(), 2, 2);
    Path directory = written(newer, List.of("x", "y"));
    assertThat(StoredModel.read(directory).open().logits(patches)).isEqualTo(newer.logits(patches));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(directory);
    }
  }

  @Test
  void aDirectoryOfOtherThingsIsNotReplaced() throws IOException {
    Path recording = Files.writeString(folder.resolve("recording.wav"), "precious");
    assertThatThrownBy(
            () -> model(EncoderGraph.encoder(AstVariants.nano(), 1), List.of()).write(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("won't be replaced", "recording.wav");
    assertThat(recording).hasContent("precious");
  }

  @Test
  void aCheckpointOfAnotherLibraryIsNotReplaced() throws IOException {
    Path config = Files.writeString(folder.resolve("config.json"), "{\"architectures\": []}");
    Path weights = Files.writeString(folder.resolve("model.safetensors"), "theirs");
    StoredModel model = model(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());

    assertThatThrownBy(() -> StoredModel.requireWritable(folder))
        .hasMessageContaining("won't be replaced, it isn't a model directory of mast4j");
    assertThatThrownBy(() -> model.write(folder)).hasMessageContaining("won't be replaced");

    assertThat(weights).hasContent("theirs");
    Files.delete(config);
    assertThatThrownBy(() -> model.write(folder)).hasMessageContaining("won't be replaced");
    assertThat(weights).hasContent("theirs");
  }

  @Test
  void anEmptyDirectoryIsFilledWhereItIs() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("model"));
    Object before = Files.getAttribute(directory, "unix:ino");
    written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    assertThat(Files.getAttribute(directory, "unix:ino")).isEqualTo(before);
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    assertThat(StoredModel.read(directory).labels()).isEmpty();
  }

  @Test
  void aLinkToAModelStaysOne() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    Path link = Files.createSymbolicLink(folder.resolve("latest"), directory);
    model(EncoderGraph.classifier(AstVariants.nano(), 2, 2), List.of("x", "y")).write(link);
    assertThat(link).isSymbolicLink();
    assertThat(StoredModel.read(directory).labels()).containsExactly("x", "y");
    assertThatThrownBy(
            () ->
                StoredModel.requireWritable(
                    Files.createSymbolicLink(folder.resolve("lost"), folder.resolve("nowhere"))))
        .hasMessageContaining("lost: won't be replaced");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAsGiven() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a");
    assertThatThrownBy(() -> StoredModel.requireWritable(file))
        .hasMessageContaining("file: won't be replaced");
    assertThatThrownBy(() -> StoredModel.requireWritable(file.resolve("model")))
        .hasMessageContainingAll("file/model: can't be written", "isn't a folder");
    assertThatThrownBy(() -> StoredModel.requireWritable(Path.of("/proc/model")))
        .hasMessageStartingWith("/proc/model: can't be written (");
  }

  @Test
  void classesThatDoNotExcludeEachOtherReadBackSo() throws IOException {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 1, 1);
    Path directory = folder.resolve("model");
    StoredModel.builder(graph.config(), FRONT_END)
        .labels(List.of("alarm"))
        .activation(Activation.SIGMOID)
        .weights(graph.weights())
        .build()
        .write(directory);
    StoredModel read = StoredModel.read(directory);
    assertThat(read.activation()).isEqualTo(Activation.SIGMOID);
    INDArray logits = read.open().logits(patches);
    assertThat(read.activation().probabilities(logits).getDouble(0))
        .isCloseTo(1 / (1 + Math.exp(-logits.getDouble(0))), within(1e-6));
    Path config = directory.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("sigmoid", "tanh"));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .hasMessageContaining(
            "config.json: line 24: activation \"tanh\"; expected one of [softmax, sigmoid]");
  }

  @Test
  void theRuleForLongClipsReadsBack() throws IOException {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    Path directory = folder.resolve("model");
    Path config = directory.resolve("config.json");
    StoredModel model = model(graph, List.of("x", "y"));
    model.write(directory);
    assertThat(config).content().doesNotContain("longClips");
    assertThat(StoredModel.read(directory).windowing()).isEqualTo(Windowing.halfOverlap(FRONT_END));
    for (Windowing rule : List.of(Windowing.first(FRONT_END), Windowing.every(0.1, FRONT_END))) {
      model.withWindowing(rule).write(directory);
      assertThat(StoredModel.read(directory).windowing()).isEqualTo(rule);
    }
    String valid = Files.readString(config);
    Files.writeString(config, valid.replace("hopFrames", "hop"));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .hasMessageContaining("config.json: longClips {\"hop\":10}; expected \"first\" or");
    Files.writeString(config, valid.replace(": 10", ": 100000"));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .hasMessageContaining("config.json: longClips: hop 100000; expected 1 to");
    assertThatThrownBy(() -> model.withWindowing(new Windowing(7, 3)))
        .hasMessageContaining("window 7 frames; expected the front end's ");
  }

  @Test
  void aLabelAloneInASoftmaxIsRefused() {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 1, 1);
    assertThatThrownBy(() -> model(graph, List.of("alarm")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels [alarm]");
  }

  @Test
  void shapesAreThoseOfTheWeights() {
    Weights weights = EncoderGraph.classifier(AstVariants.nano(), 3, 1).weights();
    Map<String, long[]> shapes = EncoderGraph.shapes(AstVariants.nano(), Optional.of(3));
    assertThat(List.copyOf(shapes.keySet())).isEqualTo(List.copyOf(weights.keys()));
    shapes.forEach((key, shape) -> assertThat(weights.get(key).shape()).isEqualTo(shape));
  }

  @Test
  void configKeysAreTheRecordsFields() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    assertThat(Files.readString(directory.resolve("config.json")))
        .contains("\"format\" : \"mast4j-1\"", "\"architecture\" : \"ast\"", "\"patchMels\" : 16")
        .doesNotContain("\"outputWidth\"", "\"headNorm\"", "\"rows\"", "\"size\"");
  }

  @Test
  void aGridFromBeforePaddingHasNone() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    Path file = directory.resolve("config.json");
    String current = Files.readString(file);
    String older = current.replaceAll(",\\s*\"padding(Mels|Frames)\" : 0", "");
    assertThat(older).isNotEqualTo(current).doesNotContain("padding");
    Files.writeString(file, older);
    assertThat(StoredModel.read(directory).encoder()).isEqualTo(AstVariants.nano());
  }

  @Test
  void aBadConfigIsNamedWithFileAndKey() throws IOException {
    assertConfigProblem(
        "\"heads\"",
        "\"hands\"",
        "unknown key encoder.hands; expected one of",
        "missing key encoder.heads");
    assertConfigProblem("\"mels\" : 64,", "", "missing key encoder.grid.mels");
    assertConfigProblem("\"heads\" : 2", "\"heads\" : null", "encoder.heads");
    assertConfigProblem("\"heads\" : 2", "\"heads\" : 2.5", "encoder.heads");
    assertConfigProblem("\"heads\" : 2", "\"heads\" : \"2\"", "encoder.heads");
    assertConfigProblem("\"heads\" : 2", "\"heads\" : 3", "width 32; expected a multiple");
    assertConfigProblem("\"ast\"", "\"java.lang.Runtime\"", "architecture", "unknown", "[ast]");
    assertConfigProblem("mast4j-1", "mast4j-9", "format", "mast4j-9", "mast4j-1");
    assertConfigProblem("\"format\"", "\"version\"", "keys [version");
    assertConfigProblem("\"width\"", "\"width", "not JSON");
  }

  @Test
  void aConfigsValueOfAnotherKindIsNamedWithTheKindExpected() throws IOException {
    assertConfigProblem(
        "\"heads\" : 2", "\"heads\" : [ ]", "encoder.heads []; expected a whole number");
    String key = "\"encoder\" : {";
    for (String value : List.of("null", "0", "[ ]", "\"relu\"")) {
      assertConfigProblem(
          key,
          "\"activation\" : " + value + ", " + key,
          "activation",
          "expected one of [softmax, sigmoid]");
    }
    for (String value :
        List.of("null", "{ }", "[ null ]", "[ { \"width\" : 3, \"activation\" : 1 } ]")) {
      assertConfigProblem(key, "\"hidden\" : " + value + ", " + key, "hidden", "; expected ");
    }
  }

  @Test
  void anEncoderThatIsNoObjectIsRefused() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    String json = "{\"format\": \"mast4j-1\", \"architecture\": \"ast\", \"encoder\": null}";
    Files.writeString(directory.resolve("config.json"), json);
    assertThatThrownBy(() -> StoredModel.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json: line 1: encoder null; expected an object");
  }

  @Test
  void hiddenLayersThatTheWeightsLackAreToldOfTheWeights() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    Path config = directory.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "\"encoder\" : {",
                "\"hidden\" : [ { \"width\" : 3, \"activation\" : \"relu\" } ], \"encoder\" : {"));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .hasMessageContaining("model.safetensors: weights of 0 hidden layers");
  }

  @Test
  void aBadFrontEndIsNamedWithFileAndKey() throws IOException {
    String file = "front-end.json";
    assertProblem(file, "\"labels\"", "\"names\"", "labels");
    assertProblem(
        file, "\"labels\" : [ ]", "\"labels\" : [ 1, 2 ]", "labels[0] 1; expected a text");
    assertProblem(file, "\"labels\" : [ ]", "\"labels\" : [ \"a\", \"a\" ]", "labels [a, a]");
    assertProblem(file, "\"hopSamples\"", "\"hop\"", "unknown key hop; ", "missing key hopSamples");
    assertProblem(file, "\"mels\" : 64", "\"mels\" : 32", "96 frames x 32 mels");
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    Files.delete(directory.resolve("model.safetensors"));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessage(directory + ": not a model directory, it has no model.safetensors");
  }

  @Test
  void weightsOfAnotherModelAreRefusedOnOpening() throws IOException {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    Path directory = written(graph, List.of("two", "labels"));
    StoredModel read = StoredModel.read(directory);
    assertThatThrownBy(read::open)
        .hasMessageContainingAll("missing head.fc.weight [2, 32]", "missing head.norm.bias");
  }

  private void assertConfigProblem(String old, String replacement, String... parts)
      throws IOException {
    assertProblem("config.json", old, replacement, parts);
  }

  private void assertProblem(String name, String old, String replacement, String... parts)
      throws IOException {
    Path directory = written(EncoderGraph.encoder(AstVariants.nano(), 1), List.of());
    Path file = directory.resolve(name);
    String good = Files.readString(file);
    assertThat(good).contains(old);
    Files.writeString(file, good.replace(old, replacement));
    assertThatThrownBy(() -> StoredModel.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name)
        .hasMessageContainingAll(parts);
    Files.writeString(file, good); // else it would be no model that may be replaced
  }

  private Path written(EncoderGraph graph, List<String> labels) throws IOException {
    Path directory = folder.resolve("model");
    model(graph, labels).write(directory);
    return directory;
  }

  private static StoredModel model(EncoderGraph graph, List<String> labels) {
    return new StoredModel(graph.config(), FRONT_END, labels, graph.weights());
  }
}
