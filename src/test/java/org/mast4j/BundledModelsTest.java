package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.mast.MAST;

/** Models that lie on the class path are used by name, without a download or a folder. */
class BundledModelsTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return BundledModels.names().stream();
  }

  @Test
  void thoseOfMast4jWeightsAreThere() {
    assertThat(BundledModels.names()).containsExactly("mast-mini", "mast-nano");
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsItsPresetTrained(String name) throws IOException {
    StoredModel model = BundledModels.read(name);
    assertThat(model.encoder()).isEqualTo(Architectures.preset(name));
    assertThat(model.labels()).isEmpty();
    model.requireShapes();
    try (EncoderGraph random = EncoderGraph.encoder(model.encoder(), 1)) {
      assertThat(model.weights().toMap()).isNotEqualTo(random.weights().toMap());
    }
  }

  @Test
  void theZooModelStartsFromItsPresetsWeightsWithANewClassifier() throws IOException {
    ComputationGraph network =
        MAST.builder().preset("mast-nano").numClasses(5).build().initPretrained();
    StoredModel encoder = BundledModels.read("mast-nano");
    assertThat(EncoderLayers.weights(network).encoder().toMap())
        .isEqualTo(encoder.weights().toMap());
    assertThat(MAST.builder().numClasses(5).build().initPretrained().numParams())
        .as("without a preset the family's largest")
        .isEqualTo(
            MAST.builder().preset("mast-mini").numClasses(5).build().initPretrained().numParams())
        .isGreaterThan(network.numParams());
    assertThatThrownBy(() -> MAST.builder().preset("mast-tiny").build().initPretrained())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(
            "weights on the class path are those of [mast-nano, mast-mini] alone");
  }

  @Test
  void theCommandLineTakesTheirNames() throws IOException {
    Path data = folder.resolve("data");
    Tones.writeTwoClasses(data, 10);
    Path x = folder.resolve("x.npy");
    Run run = Cli.run("embed", "--model", "mast-nano", data.resolve("low/0.wav"), "--out", x);
    assertThat(run.code()).as(run.err()).isZero();

    Path tuned = folder.resolve("tuned");
    run = Cli.run("finetune", "--model", "mast-nano", "--freeze", "--data", data, "--out", tuned);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(StoredModel.read(tuned).labels()).containsExactly("high", "low");

    run = Cli.run("embed", "--model", "mast-nono", data.resolve("low/0.wav"), "--out", x);
    assertThat(run.code()).isOne();
    assertThat(run.err()).contains("mast-nono: no such folder", "[mast-mini, mast-nano]");
  }

  @Test
  void anotherArtifactMayBringItsOwn() throws IOException {
    StoredModel model = BundledModels.read("mast-nano");
    model.write(folder.resolve("META-INF/mast4j/models/mine"));
    Files.writeString(folder.resolve("META-INF/mast4j/models/index"), "mine\nlost\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(BundledModels.names()).containsAll(List.of("mast-nano", "mine"));
      StoredModel mine = BundledModels.read("mine");
      assertThat(mine.withWeights(model.weights())).isEqualTo(model);
      assertThat(mine.weights().toMap()).isEqualTo(model.weights().toMap());
      assertThatThrownBy(() -> BundledModels.read("lost"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("META-INF/mast4j/models/lost/config.json is missing");
      assertThatThrownBy(() -> BundledModels.read("yours"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mine");
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
