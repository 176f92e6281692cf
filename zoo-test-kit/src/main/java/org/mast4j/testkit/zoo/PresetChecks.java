package org.mast4j.testkit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;

/** The part of {@link EncoderContract} that makes no weights, on a preset as it is. */
record PresetChecks(String name, EncoderConfig preset) {

  static Stream<DynamicTest> of(String name, EncoderConfig preset) {
    PresetChecks checks = new PresetChecks(name, preset);
    return Stream.of(
        dynamicTest("bears its family's name", checks::family),
        dynamicTest("builds, with a head on its embedding", checks::builds));
  }

  private void family() {
    assertThat(name).startsWith(preset.architecture() + "-");
    assertThat(Architectures.byName(preset.architecture()).configType())
        .isEqualTo(preset.getClass());
  }

  private void builds() {
    Map<String, long[]> shapes = EncoderGraph.shapes(preset, Optional.of(TinyEncoders.CLASSES));
    assertThat(shapes.get("head.fc.weight"))
        .containsExactly(TinyEncoders.CLASSES, preset.outputWidth());
  }
}
