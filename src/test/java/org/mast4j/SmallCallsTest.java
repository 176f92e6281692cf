package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.samediff.engine.DirectCalls;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.AudioEncoder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a single clip allocates on its way through a model: nothing but what comes out. */
class SmallCallsTest {
  private static final int CLASSES = 35;
  private static final int CALLS = 100;

  /** Of small objects for each call, as against 1 MB of log-mel, windows and patches. */
  private static final long SMALL = 2048;

  /** A label with its probability, in its list. */
  private static final long SCORE = 40;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @BeforeEach
  void requireEngine() {
    assertThat(Engines.obstacle()).isEmpty();
  }

  /** Bytes that the calling thread allocates for a call, once it has been called often. */
  private long bytes(Runnable call) {
    long before = 0;
    for (int i = 0; i < 4 * CALLS; i++) {
      if (i == 3 * CALLS) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }

  private static float[] noise(FrontEndConfig frontEnd) {
    Random random = new Random(1);
    float[] samples = new float[frontEnd.frames() * frontEnd.hopSamples()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return samples;
  }

  @Test
  void aClipAllocatesItsLabelsAlone() throws IOException {
    StoredModel encoder = BundledModels.read("mast-nano");
    try (EncoderGraph graph = EncoderGraph.classifier(encoder.encoder(), CLASSES, 1)) {
      StoredModel model =
          StoredModel.builder(encoder.encoder(), encoder.frontEnd())
              .labels(IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList())
              .weights(graph.weights())
              .build();
      float[] clip = noise(encoder.frontEnd());
      try (AudioClassifier classifier = new AudioClassifier(model)) {
        assertThat(bytes(() -> classifier.classify(clip, encoder.frontEnd().sampleRate())))
            .isLessThan(CLASSES * SCORE + SMALL);
      }
    }
  }

  @Test
  void aClipAllocatesItsEmbeddingAlone() throws IOException {
    StoredModel model = BundledModels.read("mast-nano");
    float[] clip = noise(model.frontEnd());
    try (AudioEncoder encoder = new AudioEncoder(model)) {
      assertThat(bytes(() -> encoder.embed(clip, model.frontEnd().sampleRate())))
          .isLessThan((long) encoder.width() * Float.BYTES + SMALL);
    }
  }

  @Test
  void aDirectCallAllocatesNothingThatGrowsWithTheGraph() throws IOException {
    try (EncoderGraph graph = BundledModels.read("mast-nano").open()) {
      long[] shape = {1, graph.config().grid().size(), graph.config().grid().patchSize()};
      DirectCalls calls =
          Engines.directCalls(
              graph.graph(), Map.of(EncoderGraph.PATCHES, shape), List.of(EncoderGraph.POOLED));
      assertThat(calls.run(inputs -> {}, Map::size)).contains(1);
      assertThat(bytes(() -> calls.run(SmallCallsTest::fill, Map::size))).isLessThan(SMALL);
    }
  }

  private static void fill(Map<String, INDArray> inputs) {
    // as it is
  }
}
