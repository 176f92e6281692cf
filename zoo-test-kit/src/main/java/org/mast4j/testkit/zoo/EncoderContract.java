package org.mast4j.testkit.zoo;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Variant;

/**
 * What a family of encoders promises by being registered, for every preset on the class path. A
 * module's test extends it and adds nothing.
 */
public abstract class EncoderContract {

  @TestFactory
  Stream<DynamicContainer> everyPreset(@TempDir Path folder) {
    return Architectures.presets().values().stream()
        .map(EncoderConfig::architecture)
        .distinct()
        .flatMap(family -> Architectures.byName(family).variants().stream())
        .map(variant -> dynamicContainer(variant.name(), checks(variant, folder)));
  }

  private static Stream<DynamicTest> checks(Variant<?> variant, Path folder) {
    return Stream.concat(
        PresetChecks.of(variant),
        MiniatureChecks.of(variant.config(), folder.resolve(variant.name())));
  }
}
