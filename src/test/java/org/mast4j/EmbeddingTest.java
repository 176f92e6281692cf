package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.inference.AudioEncoder;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A clip has one embedding, whichever door it is asked at. */
class EmbeddingTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  static Stream<EncoderConfig> encoders() {
    return Stream.of(
        MastVariants.nano(),
        MastVariants.nano().withFinalNorm(true),
        MastVariants.nano().withFinalNorm(true).withClassToken(true),
        AstVariants.nano());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void everyDoorGivesWhatTheClassifierReads(EncoderConfig encoder) throws IOException {
    Path clip = folder.resolve("clip.wav");
    Tones.write(clip, 440);
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa()
            .withMels(encoder.grid().mels())
            .withFrames(encoder.grid().frames())
            .withStatistics(-6, 5);
    EncoderGraph classifier = EncoderGraph.classifier(encoder, 3, 1);
    // A fresh norm's unit gain and zero bias would hide which side of it is read.
    classifier
        .parameters()
        .forEach((name, p) -> p.addi(Nd4j.rand(p.shape()).castTo(p.dataType()).muli(0.1)));
    StoredModel model =
        new StoredModel(encoder, frontEnd, List.of("a", "b", "c"), classifier.weights());
    Path directory = folder.resolve("model");
    model.write(directory);
    Spectrogram window = new FeatureExtractor(frontEnd).extract(clip);
    INDArray patches = BatchedOutputs.patches(List.of(window), encoder.grid());
    INDArray expected = classifier.pooled(patches);

    try (AudioEncoder facade = new AudioEncoder(model.withWindowing(Windowing.first(frontEnd)))) {
      assertClose(Nd4j.createFromArray(new float[][] {facade.embed(clip)}), expected);
    }
    Path file = folder.resolve("x.npy");
    Run embed = run("embed", "--model", directory, clip, "--long-clips", "first", "--out", file);
    assertThat(embed.code()).as(embed.err()).isZero();
    assertClose(Nd4j.createFromNpyFile(file.toFile()), expected);

    ComputationGraph graph = EncoderLayers.of(model, 3, new NeuralNetConfiguration.Builder(), 1);
    Map<String, INDArray> activations = graph.feedForward(patches, false);
    assertClose(activations.get("features"), expected);
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(TOLERANCE);
  }
}
