package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.ModelImporter;
import org.mast4j.zoo.weights.Checkpoints;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against models built as in YuanGongND/ast and ssast, in their files; oracle/make_exchange.py. */
class YuanGongAstTest {
  private static final double TOLERANCE = 1e-4;
  private static final Path AST = Oracle.path("exchange/yuangong-ast.pth");
  private static final Path FRAMES = Oracle.path("exchange/ssast-frame.pth");

  @TempDir Path folder;

  @Test
  void aFineTunedAstHasItsNumbers() throws IOException {
    Weights oracle = Oracle.tensors("exchange/yuangong-ast.io.safetensors");
    ImportedModel imported = read(AST, ImportOptions.none());
    StoredModel model = imported.model();
    assertThat(model.encoder())
        .isEqualTo(
            AstVariants.base()
                .withGrid(PatchGrid.of(128, 128))
                .withWidth(64, 1)
                .withLayers(1)
                .withIntermediateWidth(32)
                .withLayerNormEpsilon(1e-6)
                .withHeadNormEpsilon(1e-5));
    assertThat(model.frontEnd()).isEqualTo(FrontEndConfig.kaldi().withFrames(128));
    assertThat(model.labels()).containsExactly("0", "1", "2", "3");
    EncoderGraph graph = model.open();
    INDArray patches = Oracle.patches(oracle.get("input"), graph.config().grid());
    Oracle.assertClose(graph.pooled(patches), oracle.get("pooled"), TOLERANCE);
    Oracle.assertClose(graph.logits(patches), oracle.get("logits"), TOLERANCE);
  }

  @Test
  void whatIsLeftOutOrAssumedIsSaid() throws IOException {
    ImportedModel imported = read(AST, ImportOptions.none());
    assertThat(imported.leftOut())
        .extracting(LeftOut::toString)
        .containsExactly(
            "v.head.bias, v.head.weight, v.head_dist.bias, v.head_dist.weight (ImageNet's classes)");
    assertThat(imported.notes())
        .containsExactly(
            "the file doesn't say its input; read as 128 mels x 128 frames with stride 10,10");
  }

  @Test
  void positionsAdaptAsInItsCode() throws IOException {
    Weights oracle = Oracle.tensors("exchange/yuangong-ast.io.safetensors");
    ImportOptions options = ImportOptions.builder().mels(116).frames(146).classes(2).build();
    StoredModel model = read(AST, options).model();
    Oracle.assertClose(model.weights().get("pos_embed"), oracle.get("pos_embed"), 1e-6);
    assertThat(model.weights().get("head.fc.weight").shape()).containsExactly(2, 64);
  }

  @Test
  void aPretrainedSsastOfFramesHasItsNumbers() throws IOException {
    Weights oracle = Oracle.tensors("exchange/ssast-frame.io.safetensors");
    ImportedModel imported = read(FRAMES, ImportOptions.none());
    StoredModel model = imported.model();
    AstConfig encoder = (AstConfig) model.encoder();
    assertThat(encoder.grid())
        .isEqualTo(PatchGrid.of(128, 16, 2, 2).with(grid -> grid.patchMels(128).strideMels(128)));
    assertThat(encoder.pooling()).isEqualTo(Pooling.PATCHES);
    assertThat(model.labels()).isEmpty();
    EncoderGraph graph = model.open();
    INDArray patches = Oracle.patches(oracle.get("input"), encoder.grid());
    Oracle.assertClose(graph.tokens(patches), oracle.get("tokens"), TOLERANCE);
    Oracle.assertClose(graph.pooled(patches), oracle.get("pooled"), TOLERANCE);
    assertThat(imported.leftOut().get(1).toString())
        .contains("mask_embed", "cpredlayer.0.weight", "p_input_tdim")
        .contains("(SSAST's pre-training)");
    assertThat(imported.notes()).isEmpty();
  }

  @Test
  void aPretrainedSsastAdaptsToAnotherStep() throws IOException {
    Weights oracle = Oracle.tensors("exchange/ssast-frame.io.safetensors");
    ImportOptions options = ImportOptions.builder().frames(10).stride(128, 1).build();
    StoredModel model = read(FRAMES, options).model();
    assertThat(model.encoder().grid().columns()).isEqualTo(9);
    Oracle.assertClose(model.weights().get("pos_embed"), oracle.get("pos_embed"), 1e-6);
  }

  @Test
  void aWordFromTheUserMakesAFineTunedSsastOfIt() throws IOException {
    ImportOptions options = ImportOptions.builder().architecture("ssast-tiny").build();
    AstConfig encoder = (AstConfig) read(AST, options).model().encoder();
    assertThat(encoder.pooling()).isEqualTo(Pooling.PATCHES);
  }

  /** Positions of published recipes, those that a user names, and others. */
  @ParameterizedTest
  @CsvSource({"1212, 1024, 10", "600, 512, 10", "144, 128, 10", "512, 1024, 16", "108, 96, 10"})
  void theInputIsThatOfTheRecipeWithAsManyPositions(int count, int frames, int stride)
      throws IOException {
    PatchGrid grid = read(withPositions(count), ImportOptions.none()).model().encoder().grid();
    assertThat(grid).isEqualTo(PatchGrid.of(128, frames).withStride(stride, stride));
  }

  @Test
  void theInputThatTheUserNamesComesFirst() throws IOException {
    ImportOptions options = ImportOptions.builder().frames(1200).stride(16, 16).build();
    StoredModel model = read(withPositions(600), options).model();
    assertThat(model.encoder().grid()).isEqualTo(PatchGrid.of(128, 1200).withStride(16, 16));
    assertThat(model.weights().get("pos_embed").size(1)).isEqualTo(602);
  }

  @Test
  void positionsThatFitNoInputAreRefused() throws IOException {
    Path source = withPositions(601);
    assertThatThrownBy(() -> read(source, ImportOptions.none()))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll("601 positions", "--mels, --frames and --stride");
  }

  @Test
  void everythingThatDoesNotFitIsNamedInTheSourcesTerms() throws IOException {
    Weights weights = Checkpoints.read(AST);
    String key = "module.v.blocks.0.mlp.fc2.weight";
    Path source =
        write(
            weights
                .select(name -> !name.equals("module.v.norm.bias"))
                .with(key, weights.get(key).reshape(32, 64))
                .with("module.v.blocks.0.ls1.gamma", weights.get("module.v.norm.bias")));
    assertThatThrownBy(() -> read(source, ImportOptions.none()))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll(
            "missing v.norm.bias [64]",
            "mis-shaped v.blocks.0.mlp.fc2.weight: [32, 64] where the model has [64, 32]",
            "unexpected v.blocks.0.ls1.gamma [64]");
  }

  @Test
  void theConfigurationBesideItsFileIsAnotherModels() throws IOException {
    Path file = write(Checkpoints.read(AST));
    Files.writeString(folder.resolve("config.json"), "{\"architecture\": \"mvitv2_small\"}");
    assertThat(read(file, ImportOptions.none()).format()).isEqualTo("YuanGongND AST/SSAST");
  }

  private Path withPositions(int count) throws IOException {
    INDArray positions = Nd4j.zeros(DataType.FLOAT, 1, count + 2, 64);
    return write(Checkpoints.read(AST).with("module.v.pos_embed", positions));
  }

  private Path write(Weights weights) throws IOException {
    Path file = folder.resolve("changed.safetensors");
    SafeTensors.write(file, weights, Map.of());
    return file;
  }

  private static ImportedModel read(Path source, ImportOptions options) throws IOException {
    return ModelImporter.read(source, options);
  }
}
