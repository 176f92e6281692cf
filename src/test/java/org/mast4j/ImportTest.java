package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Repository;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The chain of a person with published weights: import, embed, classify, export. */
class ImportTest {
  private static final double TOLERANCE = 1e-4;
  private static final Path ROOT = Repository.root();
  private static final Path AST = ROOT.resolve("zoo-ast/src/test/resources/oracle/exchange");
  private static final Path MAST = ROOT.resolve("zoo-mast/src/test/resources/oracle");
  private static final Path CLASSIFIER = AST.resolve("transformers-classifier");

  @TempDir Path folder;

  @Test
  void anAstOfTransformersEmbedsAndClassifiesAlike() throws IOException {
    Weights oracle = SafeTensors.read(AST.resolve("transformers-classifier.io.safetensors"));
    Path model = folder.resolve("model");
    Run imported = run("import", CLASSIFIER, "--out", model);
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out())
        .contains("transformers AST -> " + model + ": ast, 11,269 parameters")
        .contains("input: 23 mels x 45 frames, patches 8 x 8 with stride 5,7: grid 4 x 6")
        .contains("classes: 5 (sigmoid)");
    assertSameOutputs(model, oracle.get("input"), oracle, "");
    Path logits = folder.resolve("logits.npy");
    Run classify = run("classify", "--model", model, features(oracle), "--logits", logits);
    assertThat(classify.code()).as(classify.err()).isZero();
    assertClose(logits, oracle.get("logits"));
    double wind = 1 / (1 + Math.exp(-oracle.get("logits").getDouble(0, 1)));
    assertThat(run("classify", "--model", model, features(oracle), "--top", 5).out())
        .contains("%5.1f %%  wind".formatted(100 * wind));
  }

  @Test
  void aMastOfTimmEmbedsAndClassifiesAlike() throws IOException {
    Weights oracle = SafeTensors.read(MAST.resolve("mast-four-stages.safetensors"));
    Path source = Files.createDirectories(folder.resolve("source"));
    Files.writeString(
        source.resolve("config.json"),
        """
        {"architecture": "mvitv2_small", "num_classes": 5, "model_args": {"in_chans": 1,
         "img_size": 64, "depths": [1, 1, 1, 1], "embed_dim": [4, 8, 8, 16],
         "num_heads": [1, 2, 2, 4]}}""");
    Weights weights = oracle.select(key -> !key.startsWith("io.") && !key.startsWith("grad."));
    SafeTensors.write(source.resolve("model.safetensors"), weights, Map.of());
    Path model = folder.resolve("model");
    Run imported = run("import", source, "--out", model, "--frames", 56, "--mels", 32);
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("timm MViTv2", "grid 8 x 14", "classes: 5 (softmax)");
    INDArray features = oracle.get("io.input").permute(0, 2, 1).dup('c');
    assertSameOutputs(model, features, oracle, "io.");

    Path exported = folder.resolve("exported");
    Run export = run("export", "--model", model, "--format", "timm", "--out", exported);
    assertThat(export.code()).as(export.err()).isZero();
    assertThat(SafeTensors.read(exported.resolve("model.safetensors")).toMap())
        .isEqualTo(weights.toMap());
  }

  /** Of float32 and float64 files, of all clips and of one. */
  private void assertSameOutputs(Path model, INDArray features, Weights oracle, String prefix)
      throws IOException {
    Path all = write("all.npy", features);
    Path doubles = write("doubles.npy", features.castTo(DataType.DOUBLE));
    Path one = write("one.npy", Nd4j.expandDims(features.slice(0), 0));
    Path out = folder.resolve("out.npy");
    for (Path file : new Path[] {all, doubles}) {
      assertThat(run("embed", "--model", model, file, "--out", out).code()).isZero();
      assertClose(out, oracle.get(prefix + "pooled"));
    }
    assertThat(run("embed", "--model", model, one, "--out", out).code()).isZero();
    assertClose(out, Nd4j.expandDims(oracle.get(prefix + "pooled").slice(0), 0));
    assertThat(run("embed", "--model", model, all, "--tokens", "--out", out).code()).isZero();
    assertClose(out, oracle.get(prefix + "tokens"));
    assertThat(run("classify", "--model", model, all, "--logits", out).code()).isZero();
    assertClose(out, oracle.get(prefix + "logits"));
  }

  @Test
  void classesFramesAndLabelsAdapt() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.txt"), "yes\nno\n\nunknown\n");
    Path model = folder.resolve("model");
    Run imported =
        run(
            "import",
            CLASSIFIER,
            "--out",
            model,
            "--labels",
            labels,
            "--classes",
            3,
            "--frames",
            60);
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("note: a new classifier of 3 classes, with random weights");
    assertThat(imported.out()).contains("23 mels x 60 frames", "classes: 3 (softmax)");
    Path features = write("features.npy", Nd4j.rand(DataType.FLOAT, 2, 60, 23));
    Run classify = run("classify", "--model", model, features, "--top", 3);
    assertThat(classify.out()).contains("yes", "no", "unknown");
    Path again = folder.resolve("again");
    Run shorter = run("import", model, "--out", again, "--frames", 40, "--multi-label");
    assertThat(shorter.code()).as(shorter.err()).isZero();
    assertThat(shorter.out()).contains("MAST4J model", "40 frames", "classes: 3 (sigmoid)");
  }

  @Test
  void aSourceThatDoesNotFitIsOneLineAndLeavesNothing() throws IOException {
    Path source = Files.createDirectories(folder.resolve("source"));
    Files.copy(CLASSIFIER.resolve("config.json"), source.resolve("config.json"));
    Weights weights = SafeTensors.read(CLASSIFIER.resolve("model.safetensors"));
    SafeTensors.write(
        source.resolve("model.safetensors"),
        weights.select(key -> !key.startsWith("classifier.dense")),
        Map.of());
    assertFailure(source, "missing classifier.dense.weight [5, 24]", "classifier.dense.bias [5]");
    assertFailure(folder.resolve("nowhere"), "no such file or directory");
    Files.writeString(source.resolve("config.json"), "{\"architecture\": \"resnet50\"}");
    assertFailure(source, "architecture resnet50", "readable are", "timm MViTv2", "--arch");
  }

  @Test
  void aLabelsFileOfAnotherLengthLeavesTheClassifierAlone() throws IOException {
    Path model = folder.resolve("model");
    String four = "cat\ndog\nbird\nrain\n";
    Path tooFew = Files.writeString(folder.resolve("labels.txt"), four);
    Run failed = run("import", CLASSIFIER, "--out", model, "--labels", tooFew);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err())
        .contains("4 labels for the source's classifier of 5 classes; give 5, or --classes 4 too");
    assertThat(model).doesNotExist();
    Path marked = Files.writeString(tooFew, "\uFEFF" + four.replace("\n", "\r\n") + "wind\r\n\r\n");
    Run imported = run("import", CLASSIFIER, "--out", model, "--labels", marked);
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("classes: 5 (sigmoid)").doesNotContain("random weights");
    assertThat(StoredModel.read(model).labels())
        .containsExactly("cat", "dog", "bird", "rain", "wind");
  }

  @Test
  void aQuantisedModelIsAQuarterAndKeepsItsIntegers() throws IOException {
    Path whole = folder.resolve("whole");
    Path model = folder.resolve("model");
    Path again = folder.resolve("again");
    BundledModels.read("mast-nano").write(whole);
    assertThat(run("import", whole, "--quantize", "--out", model).code()).isZero();
    assertThat(run("import", model, "--quantize", "--out", again).code()).isZero();
    Path file = model.resolve("model.safetensors");
    long floats = StoredModel.read(whole).weights().parameterCount() * Float.BYTES;
    assertThat(Files.size(file)).isBetween(floats / 4, floats * 2 / 5);
    assertThat(again.resolve("model.safetensors")).hasSameBinaryContentAs(file);
  }

  @Test
  void weightsThatAreNotNumbersNeitherImportNorClassify() throws IOException {
    Path model = folder.resolve("model");
    assertThat(run("import", CLASSIFIER, "--out", model).code()).isZero();
    Path file = model.resolve("model.safetensors");
    Weights weights = SafeTensors.read(file);
    weights.get("norm.weight").putScalar(0, Float.NaN);
    SafeTensors.write(file, weights, Map.of());
    String problem = "weight norm.weight is NaN or infinite in 1 of 24 values";
    assertFailure(model, problem);
    Run classify = run("classify", "--model", model, write("x.npy", Nd4j.zeros(1, 45, 23)));
    assertThat(classify.code()).isEqualTo(1);
    assertThat(classify.err()).contains(file + ": " + problem);
  }

  private void assertFailure(Path source, String... parts) {
    Path model = folder.resolve("never");
    Run failed = run("import", source, "--out", model);
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err().strip().lines()).hasSize(1);
    assertThat(failed.err()).contains(parts).contains(source.toString());
    assertThat(model).doesNotExist();
  }

  @Test
  void wrongUsageIsAnsweredWithCodeTwo() {
    Path model = folder.resolve("never");
    assertThat(run("import", CLASSIFIER).code()).isEqualTo(2);
    assertThat(run("import", CLASSIFIER, "--out", model, "--stride", "x").code()).isEqualTo(2);
    assertThat(run("import", CLASSIFIER, "--out", model, "--classes", 1).code()).isEqualTo(2);
    assertThat(run("import", CLASSIFIER, "--out", model, "--tables", "cut").code()).isEqualTo(2);
    assertThat(model).doesNotExist();
  }

  private Path features(Weights oracle) throws IOException {
    return write("features.npy", oracle.get("input"));
  }

  private Path write(String name, INDArray array) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, Nd4j.toNpyByteArray(array.dup('c')));
    return file;
  }

  private static void assertClose(Path file, INDArray expected) {
    INDArray actual = Nd4j.createFromNpyFile(file.toFile());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(TOLERANCE);
  }
}
