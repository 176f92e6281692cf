package org.mast4j.datavec.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaveformTest {

  @ParameterizedTest
  @ValueSource(
      floats = {
        12_000,
        -32_768,
        8.01f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY
      })
  void samplesScaledTo16BitsOrNoNumbersAreRefusedAsInFiles(float sample) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Waveform(new float[] {0, sample}, 16_000))
        .withMessage(
            "sample 1 is %s, no sound level; expected values in [-1, 1], or up to 8.0 where it is"
                + " too loud: divide samples of 16 bits by 32768",
            sample);
  }

  @Test
  void samplesALittleBeyondFullScaleAreTaken() {
    assertThat(new Waveform(new float[] {1.5f, -8}, 16_000).samples()).hasSize(2);
  }
}
