package org.mast4j.zoo.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Variant;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every preset of every family gives in ONNX Runtime what it gives here, with random weights: of
 * its own depth and widths on a short input, and as a miniature. {@code -Donnx.whole} runs each on
 * its own input, and the largest ones, of up to 2.7 GB, too.
 */
class EveryPresetTest {
  private static final Logger LOG = LoggerFactory.getLogger(EveryPresetTest.class);
  private static final boolean WHOLE = System.getProperty("onnx.whole") != null;
  private static final long MOST_PARAMETERS = 100_000_000;
  private static final PatchGrid SHORT = PatchGrid.of(48, 80);
  private static final List<String> LABELS = List.of("a", "b", "c");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> ofItsSize() {
    return variants()
        .map(
            variant ->
                dynamicTest(
                    variant.name(),
                    () -> {
                      assumeTrue(
                          WHOLE || variant.parameters() <= MOST_PARAMETERS,
                          "-Donnx.whole runs it; it takes 16 GB");
                      EncoderConfig config = variant.config();
                      compare(variant.name(), WHOLE ? config : config.withGrid(SHORT));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> small() {
    return variants()
        .map(
            variant ->
                dynamicTest(
                    variant.name(),
                    () -> compare(variant.name(), TinyEncoders.of(variant.name()))));
  }

  private static Stream<Variant<?>> variants() {
    return Architectures.presets().values().stream()
        .map(EncoderConfig::architecture)
        .distinct()
        .flatMap(family -> Architectures.byName(family).variants().stream());
  }

  private void compare(String name, EncoderConfig encoder) throws IOException, OrtException {
    Path directory = folder.resolve(name);
    try (EncoderGraph graph = EncoderGraph.classifier(encoder, LABELS.size(), 1)) {
      Nd4j.getRandom().setSeed(1);
      // The first weights have no bias and every gain 1, of which a mistake would not be seen.
      for (INDArray parameter : graph.parameters().values()) {
        try (INDArray noise = Nd4j.randn(parameter.shape()).muli(0.02)) {
          parameter.addi(noise);
        }
      }
      StoredModel model = new StoredModel(encoder, encoder.frontEnd(), LABELS, graph.weights());
      double difference = Comparison.requireEqual(model, directory);
      LOG.info("{}: at most {} apart", name, difference);
    }
  }
}
