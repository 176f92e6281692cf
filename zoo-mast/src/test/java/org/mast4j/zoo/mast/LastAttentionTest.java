package org.mast4j.zoo.mast;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Against the softmax of timm's MultiScaleVit; oracle/make_mast_attention.py. */
class LastAttentionTest {
  @ParameterizedTest
  @MethodSource("org.mast4j.zoo.mast.MastOracleTest#models")
  void theMapIsThatOfTimm(String file, MastConfig config) throws Exception {
    Weights oracle = MastOracleTest.oracle(file);
    EncoderGraph graph = MastOracleTest.classifier(config, oracle);
    INDArray patches = MastOracleTest.patches(oracle.get("io.input"), config.grid());

    Oracle.assertClose(
        graph.attention(patches), MastOracleTest.oracle("attention").get(file), 1e-5);
  }
}
