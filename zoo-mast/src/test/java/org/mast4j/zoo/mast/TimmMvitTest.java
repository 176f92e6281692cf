package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.exchange.ModelImporter;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against timm's MultiScaleVit, in timm's own files; oracle/make_mast.py, make_mvit_images.py. */
class TimmMvitTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  /** MastOracleTest's models, and the arguments by which a timm configuration says so. */
  static Stream<Arguments> models() {
    String spectrogram =
        "'patch_kernel': [16, 16], 'patch_stride': [10, 10], 'patch_padding': [0, 0]";
    String small = "'patch_kernel': [4, 4], 'patch_stride': [2, 2], 'patch_padding': [0, 0]";
    Map<String, String> args = new HashMap<>();
    args.put("spectrogram", "'img_size': 120, 'depths': [1, 1, 1], 'embed_dim': 4, " + spectrogram);
    args.put(
        "four-stages",
        "'img_size': 64, 'depths': [1, 1, 1, 1], 'embed_dim': [4, 8, 8, 16],"
            + " 'num_heads': [1, 2, 2, 4]");
    args.put("expand-mlp", "'depths': [1, 2, 1], 'embed_dim': 4, 'expand_attn': false, " + small);
    args.put(
        "class-token",
        "'img_size': [32, 32], 'cfg': {'depths': [1, 2, 1], 'embed_dim': 4,"
            + " 'use_cls_token': true, "
            + small
            + "}");
    args.put(
        "class-token-mean",
        "'img_size': 32, 'global_pool': 'avg', 'depths': [1, 1, 1], 'embed_dim': 4,"
            + " 'use_cls_token': true, 'use_abs_pos': true, 'expand_attn': false");
    args.put(
        "plain",
        "'depths': [2, 1], 'embed_dim': 8, 'num_heads': 2, 'residual_pooling': false,"
            + " 'qkv_bias': false, 'mlp_ratio': 2.6, 'norm_eps': 1e-3, "
            + small);
    args.put(
        "own-stages",
        "'depths': [1, 1, 2], 'embed_dim': [8, 8, 12], 'num_heads': [2, 1, 3],"
            + " 'stride_kv': [[4, 2], [2, 3], [1, 1]], "
            + small);
    args.put(
        "own-strides",
        "'img_size': 72, 'depths': [1, 1, 1], 'embed_dim': 4, 'kernel_qkv': [5, 3],"
            + " 'stride_q': [[2, 2], [4, 4], [2, 1]], 'stride_kv_adaptive': [8, 4],"
            + " 'use_cls_token': true, "
            + small);
    args.put(
        "absolute",
        "'img_size': [24, 36], 'global_pool': 'token', 'depths': [1, 1], 'embed_dim': 8,"
            + " 'kernel_qkv': [1, 1], 'stride_kv_adaptive': [1, 2], 'rel_pos_type': 'none',"
            + " 'use_abs_pos': true");
    args.put("one-token", "'depths': [1, 1], 'embed_dim': 4, " + small);
    args.put(
        "odd-stride", "'depths': [1, 1], 'embed_dim': 4, 'stride_q': [[1, 1], [3, 3]], " + small);
    return MastOracleTest.models()
        .map(Arguments::get)
        .map(
            model ->
                Arguments.of(
                    model[0],
                    Objects.requireNonNull(args.get((String) model[0]), (String) model[0]),
                    model[1]));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aModelOfOneChannelHasTimmsNumbers(String name, String args, MastConfig expected)
      throws Exception {
    Weights oracle = Oracle.tensors("mast-" + name + ".safetensors");
    ImportedModel imported = importOf(oracle, args, expected.grid());
    StoredModel model = imported.model();
    EncoderGraph graph = model.open();
    INDArray patches =
        Oracle.patches(oracle.get("io.input").permute(0, 2, 1).dup('c'), expected.grid());
    assertClose(graph.tokens(patches), oracle.get("io.tokens"));
    assertClose(graph.pooled(patches), oracle.get("io.pooled"));
    assertClose(graph.logits(patches), oracle.get("io.logits"));
    assertThat(model.labels()).containsExactly("0", "1", "2", "3", "4");
    assertThat(imported.leftOut()).isEmpty();
    assertThat(model.encoder().grid()).isEqualTo(expected.grid());
  }

  @ParameterizedTest
  @MethodSource("models")
  void exportUndoesImport(String name, String args, MastConfig expected) throws Exception {
    Weights oracle = Oracle.tensors("mast-" + name + ".safetensors");
    StoredModel model = importOf(oracle, args, expected.grid()).model();
    ExportedModel exported = ModelExporter.convert(model, "timm");
    assertThat(exported.weights().toMap()).isEqualTo(model(oracle).toMap());
    Path directory = folder.resolve("exported");
    ModelExporter.write(exported, directory);
    StoredModel again = ModelImporter.read(directory, ImportOptions.none()).model();
    assertThat(again.weights().toMap()).isEqualTo(model.weights().toMap());
    assertThat(again.encoder()).isEqualTo(model.encoder());
    assertThat(again.labels()).isEqualTo(model.labels());
  }

  private ImportedModel importOf(Weights oracle, String args, PatchGrid grid) throws IOException {
    Path source = source("mvitv2_tiny", args, model(oracle));
    ImportOptions options = ImportOptions.builder().mels(grid.mels()).frames(grid.frames()).build();
    return ModelImporter.read(source, options);
  }

  @Test
  void imagesBecomeSpectrogramsOfThePreset() throws Exception {
    ImportedModel imported = images(ImportOptions.none());
    assertThat(imported.start()).isEqualTo(PatchGrid.of(128, 512));
    StoredModel model = imported.model();
    assertThat(model.encoder().grid()).isEqualTo(PatchGrid.of(128, 512));
    assertThat(model.weights().get("patch_embed.proj.weight").shape())
        .containsExactly(8, 1, 16, 16);
    assertThat(model.frontEnd()).isEqualTo(FrontEndConfig.librosa());
    assertThat(model.labels()).isEmpty();
    assertThat(imported.leftOut())
        .extracting(LeftOut::toString)
        .containsExactly("head.fc.weight, head.fc.bias (ImageNet's classes)");
    model.open();
  }

  @Test
  void imagesKeepTheirPatchesOnRequestAndThenTimmsNumbers() throws Exception {
    Weights oracle = Oracle.tensors("mvit-images.io.safetensors");
    ImportOptions options = ImportOptions.builder().keepPatch(true).mels(20).frames(28).build();
    StoredModel model = images(options).model();
    PatchGrid grid = PatchGrid.of(20, 28, 7, 4).withPadding(3, 3);
    assertThat(model.encoder().grid()).isEqualTo(grid);
    INDArray patches = Oracle.patches(oracle.get("input"), grid);
    assertClose(model.open().tokens(patches), oracle.get("tokens"));
    assertClose(model.open().pooled(patches), oracle.get("pooled"));
  }

  @Test
  void tablesAreKeptOrResized() throws Exception {
    ImportOptions.Builder options = ImportOptions.builder().frames(700);
    assertThatThrownBy(() -> images(options.build()))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("table");
    StoredModel resized = images(options.resizeTables(true).build()).model();
    MastConfig encoder = (MastConfig) resized.encoder();
    assertThat(encoder.relativeIndex()).isEqualTo(RelativeIndex.CENTRED);
    assertThat(encoder.tableGrid()).isEqualTo(new TokenGrid(12, 69));
    assertThat(resized.weights().get("stages.0.blocks.0.attn.rel_pos_w").shape())
        .containsExactly(2 * 69 - 1, 8);
    resized.open();
  }

  @Test
  void argumentsThatAreNotSupportedAreRefusedByName() throws IOException {
    assertProblem("mvitv2_tiny", "'layer_scale': 1, 'depths': [1]", "model_args layer_scale");
    assertProblem("mvitv2_tiny", "'mode': 'max'", "model_args.mode is \"max\"", "\"conv\"");
    assertProblem("mvitv2_tiny", "'pool_first': true", "model_args.pool_first is true");
    assertProblem("mvitv2_tiny", "'depths': [1, 'a']", "model_args.depths", "whole numbers");
    assertProblem("mvitv2_tiny", "'stride_q': [[1, 1], 2]", "model_args.stride_q", "pairs");
    assertProblem("mvitv2_tiny", "'num_heads': 7", "config.json", "multiples of heads");
    assertProblem("mvitv2_mini", "", "architecture mvitv2_mini is unknown", "mvitv2_small_cls");
    assertProblem(
        "mvitv2_tiny",
        "'depths': [1, 1, 1], 'embed_dim': 8, 'num_classes': 5",
        "mis-shaped head.fc.weight: [1000, 32] where the model has [5, 32]");
  }

  @Test
  void whatTimmCannotHoldIsSaid() {
    MastConfig nano = MastVariants.nano();
    assertThatThrownBy(() -> ModelExporter.convert(directory(nano), "timm"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CENTRED");
    MastConfig square = nano.withTables(new TokenGrid(16, 16), RelativeIndex.TIMM);
    ExportedModel exported = ModelExporter.convert(directory(square), "timm");
    assertThat(exported.leftOut())
        .extracting(LeftOut::toString)
        .containsExactly(
            "front-end.json (timm has no audio front end)",
            "head.fc.bias, head.fc.weight, head.norm.bias, head.norm.weight"
                + " (timm's classifier has its norm before the mean)");
    assertThat(exported.weights().keys()).contains("norm.weight").doesNotContain("head.fc.bias");
  }

  private static StoredModel directory(MastConfig config) {
    return new StoredModel(
        config,
        FrontEndConfig.librosa().withMels(64).withFrames(96),
        List.of("a", "b"),
        EncoderGraph.classifier(config, 2, 1).weights());
  }

  private void assertProblem(String architecture, String args, String... parts) throws IOException {
    Weights weights = SafeTensors.read(Oracle.path("mvit-images").resolve("model.safetensors"));
    Path source = source(architecture, args, weights);
    assertThatThrownBy(() -> ModelImporter.read(source, ImportOptions.none()))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll(parts);
  }

  private Path source(String architecture, String args, Weights weights) throws IOException {
    Path source = Files.createDirectories(folder.resolve("source"));
    String config = "{'architecture': '%s', 'model_args': {%s}}".formatted(architecture, args);
    Files.writeString(source.resolve("config.json"), config.replace('\'', '"'));
    SafeTensors.write(source.resolve("model.safetensors"), weights, Map.of());
    return source;
  }

  private static ImportedModel images(ImportOptions options) throws IOException {
    return ModelImporter.read(Oracle.path("mvit-images"), options);
  }

  private static Weights model(Weights oracle) {
    return oracle.select(key -> !key.startsWith("io.") && !key.startsWith("grad."));
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    Oracle.assertClose(actual, expected, TOLERANCE);
  }
}
