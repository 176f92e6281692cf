package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.testkit.Run;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@code --precision}, which every command has. */
class PrecisionOptionTest {
  @TempDir Path folder;

  @AfterEach
  void multiplyInSinglePrecision() {
    Engines.precision(Precision.FLOAT32);
  }

  private INDArray embedded(String name, Object... arguments) throws IOException {
    Path clip = folder.resolve("clip.wav");
    Tones.write(clip, 440);
    Path out = folder.resolve(name);
    Object[] all = new Object[arguments.length + 6];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(
        new Object[] {"embed", "--model", "mast-nano", clip, "--out", out},
        0,
        all,
        arguments.length,
        6);
    assertThat(run(all).code()).isZero();
    return Nd4j.createFromNpyFile(out.toFile());
  }

  @Test
  void bfloat16IsNearlySinglePrecision() throws IOException {
    INDArray single = embedded("single.npy");
    INDArray reduced = embedded("reduced.npy", "--precision", "bf16");
    assertThat(Transforms.cosineSim(single, reduced)).isGreaterThan(0.999);
    Optional<String> obstacle = Engines.obstacle(Precision.BFLOAT16);
    assertThat(reduced.equalsWithEps(single, 1e-6)).isEqualTo(obstacle.isPresent());
  }

  @Test
  void anotherKeyIsAnsweredByThoseThatThereAre() {
    Run run = run("features", "--precision", "fp8");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no precision fp8; there are f32, bf16");
  }
}
