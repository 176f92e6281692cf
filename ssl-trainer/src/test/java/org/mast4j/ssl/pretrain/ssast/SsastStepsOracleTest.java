package org.mast4j.ssl.pretrain.ssast;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.StepsOracle;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against 50 steps by torch: masks, encoder, heads, both losses, accuracy, Adam, schedule. */
class SsastStepsOracleTest {
  private static final AstConfig ENCODER =
      AstVariants.nano()
          .withGrid(PatchGrid.of(12, 20, 4, 4))
          .withLayers(2)
          .withWidth(8, 2)
          .withLayerNormEpsilon(1e-6)
          .poolingPatches();

  private static final SsastConfig CONFIG =
      SsastConfig.published()
          .with(
              config ->
                  config
                      .steps(StepsOracle.STEPS)
                      .warmupSteps(StepsOracle.WARMUP_STEPS)
                      .batchSize(4)
                      .learningRate(1e-2)
                      .maskedPatches(8));

  @Test
  void fiftyStepsAreThoseOfTorch() {
    StepsOracle oracle = new StepsOracle("ssast-steps.safetensors");
    try (Ssast method = new Ssast(ENCODER, CONFIG)) {
      oracle.start(method, "model.");
      List<Metrics> steps = oracle.steps(method, SsastStepsOracleTest::views);
      for (String metric : new SsastMethod().metricNames()) {
        oracle.assertMetric(metric, steps);
      }
      oracle.assertEmbeddings(ENCODER, method.encoderWeights());
    }
  }

  private static ViewBatch views(Weights batch) {
    INDArray hidden = batch.get("masked"); // [B, M] indices
    INDArray patches = Oracle.patches(batch.get("views"), ENCODER.grid()); // [B, N, P]
    INDArray masked = Nd4j.zeros(DataType.FLOAT, patches.size(0), patches.size(1));
    for (int clip = 0; clip < hidden.size(0); clip++) {
      for (int i = 0; i < hidden.size(1); i++) {
        masked.putScalar(clip, hidden.getInt(clip, i), 1);
      }
    }
    return new ViewBatch(patches, SsastTest.all(patches), Optional.of(masked));
  }
}
