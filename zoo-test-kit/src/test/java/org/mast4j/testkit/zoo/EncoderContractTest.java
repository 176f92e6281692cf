package org.mast4j.testkit.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.zoo.Variant;

/** A family that is registered here, by a line in META-INF/services, is held to the contract. */
class EncoderContractTest extends EncoderContract {

  @Test
  void aRegisteredFamilyIsTested(@TempDir Path folder) {
    assertThat(everyPreset(folder))
        .singleElement()
        .satisfies(preset -> assertThat(preset.getDisplayName()).isEqualTo("toy-nano"));
  }

  @Test
  void aWrongCountBreaksTheContract() {
    Variant<Toy> miscounted =
        new Variant<>("toy-nano", ToyFamily.NANO.config(), 2127, Optional.empty());
    DynamicTest count =
        PresetChecks.of(miscounted)
            .filter(check -> check.getDisplayName().equals("has exactly its table's parameters"))
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> count.getExecutable().execute())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("2128");
  }
}
