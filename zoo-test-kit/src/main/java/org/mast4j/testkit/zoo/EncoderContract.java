package org.mast4j.testkit.zoo;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

/**
 * What a family of encoders promises by being registered, for every preset on the class path. A
 * module's test extends it and adds nothing.
 */
public abstract class EncoderContract {

  @TestFactory
  Stream<DynamicContainer> everyPreset(@TempDir Path folder) {
    return Architectures.presets().entrySet().stream()
        .map(preset -> dynamicContainer(preset.getKey(), checks(preset, folder)));
  }

  private static Stream<DynamicTest> checks(Map.Entry<String, EncoderConfig> preset, Path folder) {
    String name = preset.getKey();
    return Stream.concat(
        PresetChecks.of(name, preset.getValue()),
        MiniatureChecks.of(preset.getValue(), folder.resolve(name)));
  }
}
