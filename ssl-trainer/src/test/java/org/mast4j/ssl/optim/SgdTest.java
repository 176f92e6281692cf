package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.samediff.onednn.optim.FlatSgd;
import org.mast4j.zoo.weights.SafeTensors;
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
  void stepsAreTorchs(String file, boolean nesterov, DataType type) throws Exception {
    String resource = "/oracle/" + file + ".safetensors";
    Weights oracle =
        SafeTensors.read(
            Path.of(Objects.requireNonNull(SgdTest.class.getResource(resource)).toURI()));
    Map<String, INDArray> parameters = arrays(oracle, "", "", type);
    Map<String, INDArray> averages = arrays(oracle, "", "", type);
    Sgd optimizer =
        new Sgd(
            parameters,
            new FlatSgd.Settings(0.9, nesterov, 0.1),
            1,
            new Optimizer.Average(averages, 0.75));
    INDArray rates = oracle.get("rates");
    for (int step = 0; step < rates.length(); step++) {
      optimizer.step(arrays(oracle, ".gradient", "" + step, type), rates.getDouble(step));
      assertClose(parameters, arrays(oracle, ".after", "" + step, type));
      assertClose(averages, arrays(oracle, ".average", "" + step, type));
    }
    assertThat(optimizer.state()).containsOnlyKeys("velocity/matrix", "velocity/vector");
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
