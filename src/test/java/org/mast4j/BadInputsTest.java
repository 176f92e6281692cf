package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Several inputs of which one can't be used: the others' results all the same, and code 1. */
class BadInputsTest {
  @TempDir static Path folder;
  private static Path model;
  private static Path low;
  private static Path high;
  private static Path empty;
  private static int frames;
  private static int mels;

  @BeforeAll
  static void writeModelAndClips() throws IOException {
    model = folder.resolve("model");
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    frames = graph.config().grid().frames();
    mels = graph.config().grid().mels();
    write(graph, graph.weights(), model);
    low = folder.resolve("low.wav");
    high = folder.resolve("high.wav");
    Tones.write(low, 300);
    Tones.write(high, 3000);
    empty = Files.createFile(folder.resolve("empty.wav"));
  }

  private static void write(EncoderGraph graph, Weights weights, Path out) throws IOException {
    FrontEndConfig frontEnd = FrontEndConfig.kaldi().withMels(mels).withFrames(frames);
    new StoredModel(graph.config(), frontEnd, List.of("high", "low"), weights).write(out);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void classifyPrintsTheGoodOnesAndNamesTheBadOne(boolean skip) throws IOException {
    Run run =
        run("classify", "--model", model, low, empty, high, "--json", skip ? "--skip-bad" : low);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("empty.wav: empty file");
    JsonNode results = new ObjectMapper().readTree(run.out());
    assertThat(results.findValuesAsText("input"))
        .startsWith(low.toString(), high.toString())
        .hasSize(skip ? 2 : 3);
  }

  @Test
  void rowsOfAFileAreLeftOutOnDemandAloneAndThenListed() {
    Path out = folder.resolve("embedded.npy");
    Run refused = run("embed", "--model", model, low, empty, high, "--out", out);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("empty.wav: empty file", "embedded.npy isn't written; --skip");
    assertThat(out).doesNotExist();

    Run skipped = run("embed", "--model", model, low, empty, high, "--out", out, "--skip-bad");
    assertThat(skipped.code()).isEqualTo(1);
    assertThat(skipped.out()).containsSubsequence("embedded.npy", "0  " + low, "1  " + high);
    assertThat(Nd4j.createFromNpyFile(out.toFile()).size(0)).isEqualTo(2);
  }

  @Test
  void featuresOfTheGoodOnesKeepTheirAxis() {
    Path out = folder.resolve("features.npy");
    Object[] features = {"features", low, empty, "--front-end", "kaldi", "--out", out};
    assertThat(run(features).code()).isEqualTo(1);
    assertThat(out).doesNotExist();
    Run skipped = run("features", low, empty, "--front-end", "kaldi", "--out", out, "--skip-bad");
    assertThat(skipped.code()).isEqualTo(1);
    assertThat(skipped.err()).contains("empty.wav: empty file");
    assertThat(Nd4j.createFromNpyFile(out.toFile()).shape()).containsExactly(1, 98, 128);
  }

  @Test
  void logitsAreOfTheInputsOrNotWritten() {
    Path out = folder.resolve("logits.npy");
    Run run = run("classify", "--model", model, low, empty, "--logits", out);
    assertThat(run.out()).contains(low.toString());
    assertThat(run.err()).contains("logits.npy isn't written");
    assertThat(out).doesNotExist();
    assertThat(run("classify", "--model", model, low, empty, "--logits", out, "--skip-bad").code())
        .isEqualTo(1);
    assertThat(Nd4j.createFromNpyFile(out.toFile()).shape()).containsExactly(1, 2);
  }

  @Test
  void allBadInputsAreNamedAndNothingElse() {
    Path text = folder.resolve("none.wav");
    Run run = run("classify", "--model", model, empty, text, "--skip-bad");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().strip().lines()).hasSize(2);
    assertThat(run.err()).contains("empty.wav: empty file", "none.wav: no such file");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void featuresThatAreNoNumbersAreNamedByFileClipAndPlace(float value) throws IOException {
    INDArray features = Nd4j.zeros(DataType.FLOAT, 2, frames, mels);
    features.putScalar(new int[] {1, 3, 5}, value);
    Path npy = folder.resolve("bad" + Float.isNaN(value) + ".npy");
    Files.write(npy, Nd4j.toNpyByteArray(features));
    for (String command : List.of("classify", "embed")) {
      Path out = folder.resolve("none.npy");
      Run run =
          command.equals("embed")
              ? run(command, "--model", model, npy, "--out", out)
              : run(command, "--model", model, npy);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(npy + "[1]: " + value + " at frame 3, mel 5");
      assertThat(run.out()).doesNotContain("NaN");
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void doublesBeyondFloatsAreNoFeatures() throws IOException {
    INDArray features = Nd4j.zeros(DataType.DOUBLE, 1, frames, mels);
    features.putScalar(0, 1e300);
    Path npy = folder.resolve("large.npy");
    Files.write(npy, Nd4j.toNpyByteArray(features));
    Run run = run("classify", "--model", model, npy);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("large.npy[0]: Infinity at frame 0, mel 0");
  }

  @Test
  void featuresOfAnotherShapeOrTypeAreNamed() throws IOException {
    Path wide = folder.resolve("wide.npy");
    Files.write(wide, Nd4j.toNpyByteArray(Nd4j.zeros(DataType.FLOAT, 1, frames, mels + 1)));
    assertThat(run("classify", "--model", model, wide).err())
        .contains("wide.npy: features of shape [1, " + frames + ", " + (mels + 1) + "]");
    Path whole = folder.resolve("whole.npy");
    Files.write(whole, Nd4j.toNpyByteArray(Nd4j.zeros(DataType.INT32, 1, frames, mels)));
    assertThat(run("classify", "--model", model, whole).err())
        .contains("whole.npy: array of type <i4; expected float32 or float64");
  }

  @Test
  void anAnswerThatIsNoNumberIsAnError() throws IOException {
    EncoderGraph graph = EncoderGraph.classifier(AstVariants.nano(), 2, 1);
    Weights weights = graph.weights();
    INDArray bias = weights.get("head.fc.bias");
    bias.assign(Float.MAX_VALUE);
    weights.get("head.fc.weight").assign(Float.MAX_VALUE);
    weights.get("head.norm.bias").assign(1);
    Path broken = folder.resolve("broken");
    write(graph, weights, broken);
    Run run = run("classify", "--model", broken, low, "--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("low.wav: the model's answer is ", "weights in " + broken);
  }
}
