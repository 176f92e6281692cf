package org.mast4j.zoo.mast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MastVariantsTest {
  @TempDir Path folder;

  /** Of the same class with nano's stages and img_size=80; timm's tables are square. */
  private static final long NANO_SQUARE_PARAMETERS = 253_728L;

  @Test
  void aPresetAsBuiltHasThatCount() {
    MastConfig nano =
        MastVariants.nano()
            .withGrid(PatchGrid.of(64, 86))
            .withTables(new TokenGrid(8, 8), MastConfig.RelativeIndex.TIMM);
    assertThat(EncoderGraph.encoder(nano, 1).weights().parameterCount())
        .isEqualTo(NANO_SQUARE_PARAMETERS);
    for (Variant<MastConfig> small : new MastVariants().variants().subList(1, 3)) {
      assertThat(EncoderGraph.encoder(small.config(), 1).weights().parameterCount())
          .as(small.name())
          .isEqualTo(small.parameters());
    }
  }

  /** timm's tables follow img_size, too: as many entries as the tokens' distances. */
  @ParameterizedTest
  @CsvSource({"32, 100", "32, 3000", "80, 1024", "128, 513", "256, 100", "256, 3000"})
  void everyPresetServesEveryInput(int mels, int frames) {
    PatchGrid grid = PatchGrid.of(mels, frames);
    new MastVariants()
        .presets()
        .forEach(
            (name, preset) -> {
              Map<String, long[]> shapes =
                  EncoderGraph.shapes(
                      shallow((MastConfig) preset).withGrid(grid), Optional.empty());
              assertThat(shapes.get("stages.0.blocks.0.attn.rel_pos_w")[0])
                  .as(name)
                  .isEqualTo(2L * grid.columns() - 1);
            });
  }

  /** The first block of a stage pools, and all others are like its second. */
  private static MastConfig shallow(MastConfig preset) {
    List<Integer> depths = preset.depths().stream().map(depth -> Math.min(depth, 2)).toList();
    return preset.withStages(depths, preset.widths(), preset.heads());
  }

  @ParameterizedTest
  @CsvSource({"32, 100", "32, 1000", "256, 100", "140, 333"})
  void aFreshModelTrainsOnEveryInput(int mels, int frames) {
    MastConfig config =
        MastVariants.small()
            .withStages(List.of(1, 1, 1, 1), 8, 1)
            .withGrid(PatchGrid.of(mels, frames));
    EncoderGraph classifier = EncoderGraph.classifier(config, 2, 1);
    classifier.addLoss(Activation.SOFTMAX);
    PatchGrid grid = config.grid();
    Map<String, INDArray> batch =
        Map.of(
            EncoderGraph.PATCHES,
            Nd4j.rand(DataType.FLOAT, 2, grid.size(), grid.patchSize()),
            EncoderGraph.LABELS,
            Nd4j.eye(2).castTo(DataType.FLOAT));
    String table = "stages/0/blocks/0/attn/rel_pos_w";
    INDArray gradient = classifier.graph().calculateGradients(batch, table).get(table);
    assertThat(gradient.shape()).containsExactly(2L * grid.columns() - 1, 8);
    assertThat(gradient.norm2Number().doubleValue()).isPositive().isFinite();
  }

  /** timm norms the tokens before their mean: a weight and a bias more. */
  @Test
  void theFinalNormAddsItsTwoVectors() {
    MastConfig nano = MastVariants.nano();
    long without = EncoderGraph.encoder(nano, 1).weights().parameterCount();
    long with = EncoderGraph.encoder(nano.withFinalNorm(true), 1).weights().parameterCount();
    assertThat(with - without).isEqualTo(2 * 128);
  }

  @Test
  void presetsAreRegistered() {
    assertThat(Architectures.preset("mast-small")).isEqualTo(MastVariants.small());
    assertThat(Architectures.byName("mast").configType()).isEqualTo(MastConfig.class);
  }

  /** As the first version wrote it: one key stride, no padding, nothing of timm's variants. */
  @Test
  void aConfigOfBeforeTheVariantsReadsAsThePapersModel() throws IOException {
    MastConfig nano = MastVariants.nano();
    FrontEndConfig frontEnd = FrontEndConfig.librosa().withMels(64).withFrames(96);
    Weights weights = EncoderGraph.encoder(nano, 1).weights();
    Path directory = folder.resolve("model");
    new StoredModel(nano, frontEnd, List.of(), weights).write(directory);
    Path file = directory.resolve("config.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode config = (ObjectNode) json.readTree(file.toFile());
    ObjectNode encoder = (ObjectNode) config.get("encoder");
    ((ObjectNode) encoder.get("grid")).remove(List.of("paddingMels", "paddingFrames"));
    encoder.remove(List.of("queryStrides", "keyStrides", "poolKernel"));
    encoder.remove(List.of("classToken", "absolutePositions", "globalPool"));
    encoder.put("keyStride", 4);
    json.writeValue(file.toFile(), config);
    assertThat(StoredModel.read(directory).encoder()).isEqualTo(nano);

    encoder.put("keyStride", "4");
    json.writeValue(file.toFile(), config);
    assertThatThrownBy(() -> StoredModel.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("config.json", "encoder.keyStrides[0].rows");
  }
}
