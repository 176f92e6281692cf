package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.pretrained.Confirmation;
import org.mast4j.zoo.pretrained.StoreConfig;
import org.nd4j.linalg.factory.Nd4j;

/** A name of the catalogue from the store to a model; the weights are tiny ones in its place. */
class PretrainedTest {
  /** An entry whose hashes nobody published. */
  private static final String NAME = "ast-finetuned-speech-commands-v2";

  @TempDir private Path directory;
  private StoredModel model;

  @BeforeEach
  void putWeightsIntoAnOfflineStore() throws Exception {
    AstConfig encoder =
        AstVariants.base().withWidth(32, 2).withLayers(2).withGrid(PatchGrid.of(32, 64));
    model =
        new StoredModel(
            encoder,
            FrontEndConfig.kaldi().withMels(32).withFrames(64),
            List.of("yes", "no"),
            EncoderGraph.classifier(encoder, 2, 1).weights());
    Path offline = directory.resolve("offline");
    ModelExporter.write(ModelExporter.convert(model, "transformers"), offline.resolve(NAME));
    System.setProperty(StoreConfig.OFFLINE_PROPERTY, offline.toString());
    System.setProperty(StoreConfig.CACHE_PROPERTY, directory.resolve("cache").toString());
  }

  @AfterEach
  void forgetTheStore() {
    System.clearProperty(StoreConfig.OFFLINE_PROPERTY);
    System.clearProperty(StoreConfig.CACHE_PROPERTY);
  }

  @Test
  void theCommandAsksForTrustOnceAndThenImports() throws Exception {
    Path out = directory.resolve("model");

    Run untrusted = run("import", NAME, "--out", out);
    assertThat(untrusted.code()).isEqualTo(1);
    assertThat(out).doesNotExist();
    Matcher option = Pattern.compile("--trust ([0-9a-f,]+)").matcher(untrusted.err());
    assertThat(option.find()).as(untrusted.err()).isTrue();

    Run trusted = run("import", NAME, "--out", out, "--trust", option.group(1));
    assertThat(trusted.code()).as(trusted.err()).isZero();
    StoredModel imported = StoredModel.read(out);
    assertThat(imported.labels()).containsExactly("yes", "no");
    assertThat(imported.weights().toMap()).isEqualTo(model.weights().toMap());

    Run pinned = run("import", NAME, "--out", out, "--frames", 96);
    assertThat(pinned.code()).as(pinned.err()).isZero();
    assertThat(StoredModel.read(out).encoder().grid().frames()).isEqualTo(96);
  }

  @Test
  void theZooModelTakesTheNameToo() throws Exception {
    Confirmation anything = (entry, files) -> true;
    ComputationGraph graph = AST.builder().build().initPretrained(NAME, anything);
    assertThat(EncoderLayers.encoder(graph)).isEqualTo(model.encoder());
    assertThat(EncoderLayers.weights(graph).toMap()).isEqualTo(model.weights().toMap());
  }

  @Test
  void theZooModelsInputAndClassesAreThoseOfPublishedWeightsToo() throws Exception {
    Confirmation anything = (entry, files) -> true;
    ComputationGraph graph =
        AST.builder().input(32, 96).numClasses(5).build().initPretrained(NAME, anything);
    PatchGrid grid = PatchGrid.of(32, 96);
    assertThat(EncoderLayers.encoder(graph).grid()).isEqualTo(grid);
    assertThat(graph.outputSingle(Nd4j.rand(1, grid.size(), grid.patchSize())).shape())
        .containsExactly(1, 5);
  }

  @Test
  void changedWeightsAreRefused() throws Exception {
    Confirmation anything = (entry, files) -> true;
    AST.builder().build().initPretrained(NAME, anything);
    Path weights = directory.resolve("offline").resolve(NAME).resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    Run run = run("import", NAME, "--out", directory.resolve("model"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("model.safetensors").contains("SHA-256");
  }

  @Test
  void theCatalogueIsListed() {
    Run run = run("import", "--list");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(NAME, "mvitv2_small.fb_in1k", "Apache-2.0", "mAP");
  }

  @Test
  void aSourceThatIsNeitherFileNorNameIsRefused() {
    Run run = run("import", "no-such-thing", "--out", directory.resolve("model"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no-such-thing", "no such file");
  }
}
