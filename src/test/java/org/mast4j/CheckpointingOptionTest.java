package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.StoredModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code --gradient-checkpointing} of the commands that train. */
class CheckpointingOptionTest {
  private static final String OPTION = "--gradient-checkpointing";

  @TempDir Path folder;

  private Path clips() throws IOException {
    Path clips = folder.resolve("clips");
    Tones.writeTwoClasses(clips, 4);
    return clips;
  }

  /** Trains, and gives the model's weights one after the other. */
  private List<INDArray> trained(String name, Object... arguments) throws IOException {
    List<Object> all = new ArrayList<>(List.of(arguments));
    Path out = folder.resolve(name);
    all.addAll(List.of("--out", out));
    Run run = run(all.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("changes nothing");
    assertThat(Engines.isRecomputing()).isFalse();
    return List.copyOf(StoredModel.read(out).weights().toMap().values());
  }

  private static void assertNear(List<INDArray> actual, List<INDArray> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      assertThat(actual.get(i).equalsWithEps(expected.get(i), 1e-4)).isTrue();
    }
  }

  @Test
  void preTrainsToTheSameWeightsAndRemembersIt() throws IOException {
    Object[] plain = {
      "pretrain", "--data", clips(), "--encoder", "mast-nano", "--steps", 2, "--batch", 4
    };
    List<Object> asked = new ArrayList<>(List.of(plain));
    asked.add(OPTION);
    assertNear(trained("less", asked.toArray()), trained("more", plain));
    assertThat(settings("less")).contains("gradientCheckpointing: true");
    assertThat(settings("more")).contains("gradientCheckpointing: false");
  }

  private String settings(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".run/run.yaml"));
  }

  @Test
  void fineTunesToTheSameWeights() throws IOException {
    Object[] plain = {
      "finetune", "--data", clips(), "--model", "mast-nano", "--epochs", 1, "--set", "mode=WHOLE"
    };
    List<Object> asked = new ArrayList<>(List.of(plain));
    asked.add(OPTION);
    assertNear(trained("less", asked.toArray()), trained("more", plain));
  }
}
