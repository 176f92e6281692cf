package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class LarsTest {
  private static final Set<String> NAMES = Set.of("matrix", "zero", "vector", "pos_embed");

  /** moco-v3's with clip_grad_norm_; oracle/make_lars.py. FLOAT is swept, DOUBLE isn't. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void stepsAreTheReferences(DataType type) {
    Weights oracle = Oracle.tensors("lars.safetensors");
    Map<String, INDArray> parameters = arrays(oracle, "", type);
    WeightDecay decay = new WeightDecay(0.1, Set.of("pos_embed"));
    Optimizer optimizer = OptimizerKind.LARS.create(parameters, decay, 1);
    INDArray rates = oracle.get("rates");
    for (int step = 0; step < rates.length(); step++) {
      optimizer.step(arrays(oracle, ".gradient" + step, type), rates.getDouble(step));
      Map<String, INDArray> expected = arrays(oracle, ".after" + step, type);
      parameters.forEach(
          (name, array) -> {
            INDArray difference = array.sub(expected.get(name));
            double scale = expected.get(name).amaxNumber().doubleValue();
            assertThat(difference.amaxNumber().doubleValue() / scale)
                .as(name)
                .isCloseTo(0, within(2e-6));
          });
    }
  }

  private static Map<String, INDArray> arrays(Weights oracle, String what, DataType type) {
    Map<String, INDArray> arrays = new TreeMap<>();
    NAMES.forEach(name -> arrays.put(name, oracle.get(name + what).castTo(type).dup()));
    return arrays;
  }
}
