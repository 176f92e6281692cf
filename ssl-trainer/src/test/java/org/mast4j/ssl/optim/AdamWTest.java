package org.mast4j.ssl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdamWTest {
  /** torch.optim.AdamW with clip_grad_norm_; oracle/make_infonce.py. */
  @Test
  void stepsAreTorchs() {
    Weights oracle = Oracle.tensors("adamw.safetensors");
    INDArray matrix = oracle.get("matrix").dup();
    INDArray vector = oracle.get("vector").dup();
    AdamW optimizer = new AdamW(Map.of("matrix", matrix, "vector", vector), 0.1, 1.0);
    INDArray rates = oracle.get("rates");
    for (int step = 0; step < rates.length(); step++) {
      Map<String, INDArray> gradients = new HashMap<>();
      gradients.put("matrix", oracle.get("matrix.gradient" + step).dup());
      gradients.put("vector", oracle.get("vector.gradient" + step).dup());
      double norm = optimizer.step(gradients, rates.getDouble(step));
      assertThat(norm).isCloseTo(oracle.get("norms").getDouble(step), within(1e-5));
      assertClose(matrix, oracle.get("matrix.after" + step));
      assertClose(vector, oracle.get("vector.after" + step));
    }
  }

  @Test
  void matricesDecayAndVectorsDoNot() {
    INDArray matrix = Nd4j.ones(2, 2);
    INDArray vector = Nd4j.ones(2);
    AdamW optimizer = new AdamW(Map.of("m", matrix, "v", vector), 0.5, 1);
    optimizer.step(Map.of("m", Nd4j.zeros(2, 2), "v", Nd4j.zeros(2)), 0.1);
    assertClose(matrix, Nd4j.valueArrayOf(new long[] {2, 2}, 0.95f));
    assertThat(vector).isEqualTo(Nd4j.ones(2));
  }

  /** Swept and, in double, not. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void whatTheEncoderSparesDoesNotDecay(DataType type) {
    INDArray weight = Nd4j.ones(type, 2, 2);
    INDArray table = Nd4j.ones(type, 2, 2);
    WeightDecay decay = new WeightDecay(0.5, MastVariants.nano().undecayed());
    Map<String, INDArray> parameters = Map.of("attn/proj/weight", weight, "attn/rel_pos_h", table);
    INDArray zeros = Nd4j.zeros(type, 2, 2);
    new AdamW(parameters, decay, 1)
        .step(Map.of("attn/proj/weight", zeros, "attn/rel_pos_h", zeros), 0.1);
    assertClose(weight, Nd4j.valueArrayOf(new long[] {2, 2}, 0.95, type));
    assertThat(table).isEqualTo(Nd4j.ones(type, 2, 2));
  }

  @Test
  void aGradientThatIsNotFiniteIsRefusedAndChangesNothing() {
    INDArray vector = Nd4j.ones(2);
    AdamW optimizer = new AdamW(Map.of("v", vector), 0.5, 1);
    INDArray gradient = Nd4j.createFromArray(Float.NaN, 1f);
    assertThatThrownBy(() -> optimizer.step(Map.of("v", gradient), 0.1))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContainingAll("NaN", "step 0", "learning rate");
    assertThat(vector).isEqualTo(Nd4j.ones(2));
  }

  @Test
  void aNegativeDecayIsRefused() {
    assertThatThrownBy(() -> new AdamW(Map.of("v", Nd4j.ones(2)), -0.01, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weightDecay -0.01; expected 0 or more");
  }

  @Test
  void aParameterWithoutAGradientIsNamed() {
    AdamW optimizer = new AdamW(Map.of("v", Nd4j.ones(2), "w", Nd4j.ones(2)), 0, 1);
    assertThatThrownBy(() -> optimizer.step(Map.of("v", Nd4j.ones(2)), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no gradient of parameter w; there are [v]");
  }

  @Test
  void theStateIsInTheOrderOfNames() {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    for (String name : List.of("c", "a", "b")) {
      parameters.put(name, Nd4j.ones(2));
    }
    assertThat(new AdamW(parameters, 0, 1).state().keySet())
        .containsExactly("first/a", "first/b", "first/c", "second/a", "second/b", "second/c");
  }

  private static void assertClose(INDArray actual, INDArray expected) {
    assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }
}
