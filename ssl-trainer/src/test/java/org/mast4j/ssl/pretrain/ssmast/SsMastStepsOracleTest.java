package org.mast4j.ssl.pretrain.ssmast;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.StepsOracle;
import org.mast4j.ssl.pretrain.ViewBatch;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;
import org.mast4j.zoo.mast.MastVariants;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against 50 steps by torch: encoder, loss, clipping, AdamW, schedule, teacher. */
class SsMastStepsOracleTest {
  private static final MastConfig ENCODER =
      MastVariants.small()
          .withGrid(PatchGrid.of(12, 20, 4, 2))
          .withTables(new TokenGrid(12, 12), RelativeIndex.TIMM)
          .withStages(List.of(1, 1), 8, 1);

  private static final SsMastConfig CONFIG =
      SsMastConfig.paper()
          .with(
              config ->
                  config
                      .steps(StepsOracle.STEPS)
                      .warmupSteps(StepsOracle.WARMUP_STEPS)
                      .batchSize(4)
                      .learningRate(3e-3)
                      .momentum(0.9)
                      .temperature(0.2)
                      .projectionWidth(6));

  @Test
  void fiftyStepsAreThoseOfTorch() {
    StepsOracle oracle = new StepsOracle("ssmast-steps.safetensors");
    try (SsMast method = new SsMast(ENCODER, CONFIG)) {
      oracle.start(method, "student.");
      oracle.start(method, "teacher.");
      List<Metrics> steps = oracle.steps(method, SsMastStepsOracleTest::views);
      oracle.assertMetric(SsMastMethod.LOSS, steps);
      oracle.assertEmbeddings(ENCODER, method.encoderWeights());
    }
  }

  private static ViewBatch views(Weights batch) {
    INDArray kept = batch.get("kept").castTo(DataType.INT); // [2B, K]
    INDArray all = Oracle.patches(batch.get("views"), ENCODER.grid()); // [2B, N, P]
    INDArray patches = Nd4j.create(DataType.FLOAT, kept.size(0), kept.size(1), all.size(2));
    for (int view = 0; view < kept.size(0); view++) {
      for (int k = 0; k < kept.size(1); k++) {
        patches.slice(view).putRow(k, all.slice(view).getRow(kept.getInt(view, k)));
      }
    }
    return new ViewBatch(patches, kept, Optional.empty());
  }
}
