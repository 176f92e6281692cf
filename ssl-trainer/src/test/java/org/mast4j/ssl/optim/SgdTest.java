package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SgdTest {
  /** torch.optim.SGD with clip_grad_norm_; oracle/make_sgd.py. FLOAT is swept, DOUBLE isn't. */
  @ParameterizedTest
  @CsvSource({
    "sgd, false, FLOAT",
    "sgd, false, DOUBLE",
    "sgd-nesterov, true, FLOAT",
    "sgd-nesterov, true, DOUBLE"
  })
  void stepsAreTorchs(String file, boolean nesterov, DataType type) {
    Weights oracle = Oracle.tensors(file + ".safetensors");
    Map<String, INDArray> parameters = arrays(oracle, "", "", type);
    Map<String, INDArray> averages = arrays(oracle, "", "", type);
    Sgd optimizer =
        new Sgd(
            parameters,
            new Momentum(0.9, nesterov),
            new OptimizerSettings(WeightDecay.ofMatrices(0.1), 1));
    MovingAverage average = new MovingAverage(averages, parameters, 0.75);
    INDArray rates = oracle.get("rates");
    for (int step = 0; step < rates.length(); step++) {
      optimizer.step(arrays(oracle, ".gradient", "" + step, type), rates.getDouble(step), average);
      assertClose(parameters, arrays(oracle, ".after", "" + step, type));
      assertClose(averages, arrays(oracle, ".average", "" + step, type));
    }
    assertThat(optimizer.state()).containsOnlyKeys("velocity/matrix", "velocity/vector");
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, false, momentum -0.1",
    "1, true, momentum 1.0",
    "NaN, false, momentum NaN",
    "0, true, momentum 0.0; expected more than 0 for Nesterov"
  })
  void refusesSettings(double momentum, boolean nesterov, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Momentum(momentum, nesterov))
        .withMessageStartingWith(reason);
  }

  private static Map<String, INDArray> arrays(
      Weights oracle, String what, String step, DataType type) {
    Map<String, INDArray> arrays = new TreeMap<>();
    for (String name : new String[] {"matrix", "vector"}) {
      arrays.put(name, oracle.get(name + what + step).castTo(type).dup());
    }
    return arrays;
  }

  private static void assertClose(Map<String, INDArray> actual, Map<String, INDArray> expected) {
    expected.forEach(
        (name, array) ->
            assertThat(actual.get(name).sub(array).amaxNumber().doubleValue()).isLessThan(1e-6));
  }
}
