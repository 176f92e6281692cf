package org.mast4j.ssl.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.optim.OptimizerKind;

class FineTuneConfigTest {
  private final FineTuneConfig standard = FineTuneConfig.standard();

  @Test
  void defaultsSuitTheDefaultOptimizer() {
    assertThat(standard.withOptimizer(standard.optimizer())).isEqualTo(standard);
  }

  @Test
  void anotherOptimizerBringsItsLearningRateUnlessThatIsSetToo() {
    assertThat(Settings.with(standard, "optimizer", "sgd").learningRate())
        .isEqualTo(OptimizerKind.SGD.learningRate());
    assertThat(
            Settings.with(standard, Map.of("learningRate", "0.5", "optimizer", "sgd"))
                .learningRate())
        .isEqualTo(0.5);
  }
}
