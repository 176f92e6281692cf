package org.mast4j.testkit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.Variant;

/** The part of {@link EncoderContract} that makes no weights, on a preset as it is. */
record PresetChecks(Variant<?> variant) {

  static Stream<DynamicTest> of(Variant<?> variant) {
    PresetChecks checks = new PresetChecks(variant);
    return Stream.of(
        dynamicTest("bears its family's name", checks::family),
        dynamicTest("takes its family's front end", checks::frontEnd),
        dynamicTest("has exactly its table's parameters", checks::parameters),
        dynamicTest("has a head on its embedding", checks::head),
        dynamicTest("spares its tokens and positions weight decay", checks::spares),
        dynamicTest("says what it costs", checks::flops));
  }

  private void family() {
    EncoderConfig config = variant.config();
    assertThat(variant.name()).startsWith(config.architecture() + "-");
    assertThat(Architectures.preset(variant.name())).isEqualTo(config);
    assertThat(Architectures.byName(config.architecture()).configType())
        .isEqualTo(config.getClass());
  }

  private void frontEnd() {
    EncoderConfig config = variant.config();
    assertThat(config.frontEnd().mels()).isEqualTo(config.grid().mels());
    assertThat(config.frontEnd().frames()).isEqualTo(config.grid().frames());
  }

  private void parameters() {
    long count =
        EncoderGraph.shapes(variant.config(), Optional.empty()).values().stream()
            .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
            .sum();
    assertThat(count).isEqualTo(variant.parameters());
  }

  private void head() {
    Map<String, long[]> shapes =
        EncoderGraph.shapes(variant.config(), Optional.of(TinyEncoders.CLASSES));
    assertThat(shapes.get("head.fc.weight"))
        .containsExactly(TinyEncoders.CLASSES, variant.config().outputWidth());
  }

  /** As in timm, of what isn't a layer's matrix: tokens and tables of positions. */
  private void spares() {
    Stream<String> matrices =
        EncoderGraph.shapes(variant.config(), Optional.empty()).entrySet().stream()
            .filter(entry -> entry.getValue().length > 1)
            .map(entry -> entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1));
    assertThat(variant.config().undecayed())
        .doesNotContain("weight")
        .containsAll(matrices.filter(name -> !name.equals("weight")).toList());
  }

  private void flops() {
    assertThat(variant.config().flops().pooled()).isPositive().isFinite();
    assertThat(variant.config().flops().whole())
        .isGreaterThanOrEqualTo(variant.config().flops().pooled());
  }
}
