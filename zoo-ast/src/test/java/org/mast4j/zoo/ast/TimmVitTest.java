package org.mast4j.zoo.ast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.exchange.ModelImporter;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against timm, in its own files; oracle/make_exchange.py. */
class TimmVitTest {
  private static final double TOLERANCE = 1e-4;
  private static final Path ONE_CHANNEL = Oracle.path("exchange/timm-deit-one-channel");

  @TempDir Path folder;

  @Test
  void imagesBecomeSpectrogramsOfThePreset() throws IOException {
    ImportedModel imported = read("timm-deit", ImportOptions.none());
    StoredModel model = imported.model();
    assertThat(model.encoder().grid()).isEqualTo(PatchGrid.of(128, 1024));
    assertThat(model.weights().get("pos_embed").shape()).containsExactly(1, 12 * 101 + 2, 16);
    assertThat(model.labels()).isEmpty();
    assertThat(imported.leftOut())
        .extracting(LeftOut::toString)
        .containsExactly(
            "head.bias, head.weight, head_dist.bias, head_dist.weight (AST's classifier is another)");
    assertThat(imported.notes()).contains("3 channels of images: their patch kernels are summed");
    EncoderGraph.load(model.encoder(), model.classes(), model.weights());
  }

  @Test
  void kernelsAreSummedAndPositionsFittedAsYuanGongDoes() throws IOException {
    Weights oracle = Oracle.tensors("exchange/timm-deit.io.safetensors");
    Weights longer = read("timm-deit", frames(128, 100)).model().weights();
    Oracle.assertClose(longer.get("patch_embed.proj.weight"), oracle.get("kernel"), 1e-6);
    Oracle.assertClose(longer.get("pos_embed"), oracle.get("pos_embed"), 1e-6);
    Weights shorter = read("timm-deit", frames(64, 32)).model().weights();
    assertThat(shorter.get("pos_embed")).isEqualTo(oracle.get("cut"));
  }

  @Test
  void aDistillationTokenStartsAsACopyOfTheClassToken() throws IOException {
    Weights oracle = Oracle.tensors("exchange/timm-vit.io.safetensors");
    ImportedModel imported = read("timm-vit", frames(128, 100));
    Weights weights = imported.model().weights();
    assertThat(weights.get("dist_token")).isEqualTo(oracle.get("cls_token"));
    Oracle.assertClose(weights.get("pos_embed"), oracle.get("pos_embed"), 1e-6);
    assertThat(imported.notes()).anyMatch(note -> note.contains("no distillation token"));
  }

  @Test
  void aModelOfOneChannelHasTimmsNumbers() throws IOException {
    Weights oracle = Oracle.tensors("exchange/timm-deit-one-channel.io.safetensors");
    ImportedModel imported = ModelImporter.read(ONE_CHANNEL, ImportOptions.none());
    assertThat(imported.model().encoder().grid()).isEqualTo(PatchGrid.of(32, 48, 16, 16));
    EncoderGraph graph = imported.model().open();
    INDArray patches = Oracle.patches(oracle.get("input"), graph.config().grid());
    Oracle.assertClose(graph.tokens(patches), oracle.get("tokens"), TOLERANCE);
    Oracle.assertClose(graph.pooled(patches), oracle.get("pooled"), TOLERANCE);
  }

  @Test
  void exportUndoesImport() throws IOException {
    StoredModel model = ModelImporter.read(ONE_CHANNEL, ImportOptions.none()).model();
    ExportedModel exported = ModelExporter.convert(model, "timm");
    Weights original = SafeTensors.read(ONE_CHANNEL.resolve("model.safetensors"));
    assertThat(exported.weights().toMap()).isEqualTo(original.toMap());
    Path directory = folder.resolve("exported");
    ModelExporter.write(exported, directory);
    StoredModel again = ModelImporter.read(directory, ImportOptions.none()).model();
    assertThat(again.encoder()).isEqualTo(model.encoder());
    assertThat(again.weights().toMap()).isEqualTo(model.weights().toMap());
  }

  @Test
  void overlappingPatchesAreMoreThanTimmCanHold() {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    StoredModel model =
        new StoredModel(
            graph.config(),
            FrontEndConfig.kaldi().withMels(64).withFrames(96),
            List.of(),
            graph.weights());
    assertThatThrownBy(() -> ModelExporter.convert(model, "timm"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("overlap", "transformers");
    assertThatThrownBy(() -> ModelExporter.convert(model, "onnx"))
        .hasMessageContainingAll("\"onnx\"", "[transformers, timm]");
  }

  @Test
  void whatIsNotAPlainVitIsRefusedByName() throws IOException {
    assertProblem("vit_base_patch16_clip_224", "{}", "vit_base_patch16_clip_224", "plain");
    assertProblem("deit_nano_patch16_224", "{}", "deit_nano_patch16_224", "[base, huge");
    assertProblem(
        "vit_tiny_patch16_224", "{\"init_values\": 1e-5}", "model_args init_values not supported");
    assertProblem(
        "vit_tiny_patch16_224", "{\"global_pool\": \"avg\"}", "model_args.global_pool is \"avg\"");
    assertProblem(
        "vit_tiny_patch16_224", "{\"num_heads\": 7}", "config.json", "width 192", "heads, 7");
    assertProblem(
        "vit_tiny_patch16_224",
        "{\"depth\": 1}",
        "mis-shaped norm.weight: [16] where the model has [192]",
        "unexpected blocks.1.norm1.weight [16]");
  }

  private void assertProblem(String architecture, String args, String... parts) throws IOException {
    Path source = folder.resolve("changed");
    Files.createDirectories(source);
    Files.copy(
        Oracle.path("exchange/timm-vit").resolve("model.safetensors"),
        source.resolve("model.safetensors"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        source.resolve("config.json"),
        "{\"architecture\": \"%s\", \"model_args\": %s}".formatted(architecture, args));
    assertThatThrownBy(() -> ModelImporter.read(source, ImportOptions.none()))
        .isInstanceOf(ImportException.class)
        .hasMessageContainingAll(parts);
  }

  private static ImportedModel read(String name, ImportOptions options) throws IOException {
    return ModelImporter.read(Oracle.path("exchange/" + name), options);
  }

  private static ImportOptions frames(int mels, int frames) {
    return ImportOptions.builder().mels(mels).frames(frames).build();
  }
}
