package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.onednn.train.PlannedFit;
import org.mast4j.testkit.ChildJvm;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class FitAdviceTest {
  private static final String ADVICE = "PlannedFit.of(graph) in place of graph.fit()";

  @Test
  void whoCallsFitIsToldOnceOfPlannedFit() throws Exception {
    assertThat(run("fit")).filteredOn(line -> line.contains(ADVICE)).hasSize(1);
    assertThat(run("fit", "-Dorg.mast4j.onednn=off")).noneMatch(line -> line.contains(ADVICE));
    assertThat(run("planned")).noneMatch(line -> line.contains(ADVICE));
  }

  private static List<String> run(String how, String... options) throws Exception {
    return ChildJvm.of(Training.class).options(options).run(how).succeeded().lines();
  }

  /** Trains two graphs. */
  static final class Training {
    private Training() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        SameDiff graph = SameDiff.create();
        SDVariable input = graph.placeHolder("input", DataType.FLOAT, 2, 3);
        SDVariable target = graph.placeHolder("target", DataType.FLOAT, 2, 1);
        SDVariable weights = graph.var("w", Nd4j.ones(DataType.FLOAT, 3, 1));
        graph.loss.meanSquaredError("loss", target, input.mmul(weights), null);
        graph.setLossVariables("loss");
        graph.setTrainingConfig(
            TrainingConfig.builder()
                .updater(new Sgd(0.1))
                .dataSetFeatureMapping("input")
                .dataSetLabelMapping("target")
                .build());
        DataSet batch =
            new DataSet(Nd4j.ones(DataType.FLOAT, 2, 3), Nd4j.zeros(DataType.FLOAT, 2, 1));
        if (arguments[0].equals("fit")) {
          graph.fit(batch);
        } else {
          PlannedFit.of(graph).batch(batch);
        }
      }
    }
  }
}
