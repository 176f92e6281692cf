package org.mast4j.ssl.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

class LogisticRegressionTest {
  private static final double[] STRENGTHS = {1e-1, 1e-2, 1e-3};

  /** scikit-learn's optimum (make_logistic.py) where clips, and where features are more. */
  @ParameterizedTest
  @ValueSource(strings = {"clips", "features"})
  void theOptimumIsScikitLearns(String name) {
    Weights oracle = Oracle.tensors("logistic.safetensors");
    INDArray features = oracle.get(name + ".features");
    int[] labels = oracle.get(name + ".labels").toIntVector();
    INDArray bias = oracle.get(name + ".bias0");
    LinearProbe.Split train = new LinearProbe.Split(features, labels);
    try (LogisticRegression regression = new LogisticRegression(train, (int) bias.length())) {
      for (int i = 0; i < STRENGTHS.length; i++) {
        LinearClassifier fit = regression.fit(STRENGTHS[i]);
        Oracle.assertClose(fit.weights(), oracle.get(name + ".weights" + i), 1e-4);
        assertThat(relative(fit.bias(), oracle.get(name + ".bias" + i))).isLessThan(1e-4);
        Oracle.assertClose(
            Transforms.softmax(fit.logits(features), true),
            oracle.get(name + ".probabilities" + i),
            1e-4);
      }
    }
  }

  /** scikit-learn's, class by class (make_binary_logistic.py). */
  @ParameterizedTest
  @ValueSource(strings = {"clips", "features"})
  void theOptimumOfSeveralClassesAClipIsScikitLearns(String name) {
    Weights oracle = Oracle.tensors("binary_logistic.safetensors");
    INDArray features = oracle.get(name + ".features");
    Loss loss = new BinaryCrossEntropy(oracle.get(name + ".targets").toFloatMatrix());
    try (LogisticRegression regression = new LogisticRegression(features, loss)) {
      for (int i = 0; i < STRENGTHS.length; i++) {
        LinearClassifier fit = regression.fit(STRENGTHS[i]);
        Oracle.assertClose(fit.weights(), oracle.get(name + ".weights" + i), 1e-4);
        assertThat(relative(fit.bias(), oracle.get(name + ".bias" + i))).isLessThan(1e-4);
      }
    }
  }

  /** In units of the largest value. */
  private static double relative(INDArray actual, INDArray expected) {
    return actual.sub(expected).amaxNumber().doubleValue() / expected.amaxNumber().doubleValue();
  }
}
