package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class AdamTest {
  /** torch.optim.Adam with clip_grad_norm_; oracle/make_adam.py. FLOAT is swept, DOUBLE isn't. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void stepsAreTorchs(DataType type) {
    Weights oracle = Oracle.tensors("adam.safetensors");
    Map<String, INDArray> parameters = arrays(oracle, "", type);
    Optimizer optimizer =
        OptimizerKind.ADAM.create(
            parameters, new OptimizerSettings(WeightDecay.ofMatrices(0.1), 1));
    INDArray rates = oracle.get("rates");
    for (int step = 0; step < rates.length(); step++) {
      optimizer.step(arrays(oracle, ".gradient" + step, type), rates.getDouble(step));
      arrays(oracle, ".after" + step, type)
          .forEach(
              (name, expected) ->
                  assertThat(parameters.get(name).sub(expected).amaxNumber().doubleValue())
                      .isLessThan(2e-6));
    }
    assertThat(optimizer.state())
        .containsOnlyKeys("first/matrix", "first/vector", "second/matrix", "second/vector");
  }

  private static Map<String, INDArray> arrays(Weights oracle, String what, DataType type) {
    Map<String, INDArray> arrays = new TreeMap<>();
    for (String name : new String[] {"matrix", "vector"}) {
      arrays.put(name, oracle.get(name + what).castTo(type).dup());
    }
    return arrays;
  }
}
