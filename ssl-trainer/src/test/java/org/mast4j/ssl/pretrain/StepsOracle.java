package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The steps that torch took of a method; oracle/make_pretraining.py. */
public final class StepsOracle {
  public static final int STEPS = 50;
  public static final int WARMUP_STEPS = 5;

  private static final int BATCHES = 5; // in turn
  private static final String START = "start.";
  private static final double PERCENT = 0.1;
  private static final double LEAST_COSINE = 0.999;

  private final Weights tensors;

  public StepsOracle(String file) {
    this.tensors = Oracle.tensors(file);
  }

  /** Gives arrays of a method's state the weights that torch started from, and no others. */
  public void start(PretrainingMethod method, String prefix) {
    Map<String, INDArray> arrays =
        method.state().toMap().entrySet().stream()
            .filter(array -> array.getKey().startsWith(prefix))
            .collect(
                Collectors.toMap(
                    array -> START + Weights.key(array.getKey().substring(prefix.length())),
                    Map.Entry::getValue));
    Set<String> expected =
        tensors.keys().stream().filter(key -> key.startsWith(START)).collect(Collectors.toSet());
    assertThat(arrays).containsOnlyKeys(expected);
    arrays.forEach((key, array) -> array.assign(tensors.get(key).reshape(array.shape())));
  }

  /**
   * Takes the steps.
   *
   * @param views of a batch, made of its tensors "views" and others
   */
  public List<Metrics> steps(PretrainingMethod method, Function<Weights, ViewBatch> views) {
    return IntStream.range(0, STEPS)
        .mapToObj(step -> method.step(views.apply(batch(step % BATCHES))))
        .toList();
  }

  private Weights batch(int index) {
    String suffix = "." + index;
    return tensors
        .select(key -> key.endsWith(suffix) && !key.startsWith(START))
        .renamed(key -> key.substring(0, key.length() - suffix.length()));
  }

  /** Each step's number is torch's within 0.1 %. */
  public void assertMetric(String name, List<Metrics> steps) {
    double[] expected = tensors.get(name).toDoubleVector();
    assertThat(expected).hasSize(STEPS);
    for (int step = 0; step < STEPS; step++) {
      assertThat(steps.get(step).get(name))
          .as("%s of step %d", name, step)
          .isCloseTo(expected[step], withinPercentage(PERCENT));
    }
  }

  /** The trained encoder's embeddings of the clips point where torch's do. */
  public void assertEmbeddings(EncoderConfig encoder, Weights trained) {
    try (EncoderGraph graph = EncoderGraph.load(encoder, Optional.empty(), trained)) {
      INDArray embeddings = graph.pooled(Oracle.patches(tensors.get("clips"), encoder.grid()));
      INDArray expected = tensors.get("embeddings");
      assertThat(embeddings.shape()).isEqualTo(expected.shape());
      for (int clip = 0; clip < expected.size(0); clip++) {
        assertThat(Transforms.cosineSim(embeddings.getRow(clip), expected.getRow(clip)))
            .isGreaterThan(LEAST_COSINE);
      }
    }
  }
}
