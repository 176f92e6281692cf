package org.mast4j.arbiter.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.settings.Document;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;

class PretrainingTest {
  private static final PretrainingSettings SETTINGS =
      new PretrainingSettings(Architectures.preset("mast-nano"), SsMastConfig.paper());

  @TempDir private Path folder;

  @Test
  void theFileHasTheMethodsSettingsAndThoseOfTheEncoderThatWereSearched() throws Exception {
    Map<String, Object> searched =
        Map.of("learningRate", 5e-4, "encoder.depths", "[2, 1, 1]", "encoder.qkvBias", false);
    Pretraining candidate = new Pretraining(SETTINGS).with(searched);

    ObjectNode file = candidate.files(searched).get(Pretraining.FILE);

    assertThat(file.at("/encoder/depths").isArray()).isTrue();
    assertThat(file.get("encoder")).hasSize(2);
    Path best = Files.writeString(folder.resolve("best.json"), file.toString());
    assertThat(SETTINGS.with(best)).isEqualTo(candidate.settings());
  }

  @Test
  void whatTheBaseHasOtherThanThePresetIsThereToo() throws Exception {
    Pretraining base =
        new Pretraining(SETTINGS).with(Document.yaml("encoder: {depths: [2, 1, 1]}"));

    ObjectNode file = base.files(Map.of()).get(Pretraining.FILE);

    Path best = Files.writeString(folder.resolve("best.json"), file.toString());
    assertThat(SETTINGS.with(best)).isEqualTo(base.settings());
    assertThat(new Pretraining(SETTINGS).files(Map.of()).get(Pretraining.FILE).has("encoder"))
        .isFalse();
  }
}
