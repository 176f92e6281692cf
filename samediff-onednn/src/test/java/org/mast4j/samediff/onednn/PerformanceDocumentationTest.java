package org.mast4j.samediff.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import org.mast4j.samediff.engine.Status;
import org.mast4j.samediff.onednn.train.PlannedFit;
import org.mast4j.testkit.Page;
import org.nd4j.autodiff.listeners.impl.ScoreListener;
import org.nd4j.autodiff.listeners.records.History;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/** What docs/performance.md shows, as code that runs. */
class PerformanceDocumentationTest {
  @TempDir Path folder;

  @Test
  void everyBlockOfThePageStandsInThisTest() throws IOException {
    Page.of("docs/performance.md").assertShows(4, PerformanceDocumentationTest.class);
  }

  @Test
  void theBlockRunsByAPlan() {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 64);
    SDVariable w = graph.var("w", Nd4j.rand(DataType.FLOAT, 64, 10));
    graph.nn.softmax(graph.mmul(x, w), 1).rename("y");
    INDArray y = graph.output(Map.of("x", Nd4j.rand(DataType.FLOAT, 32, 64)), "y").get("y");

    Engines.obstacle().ifPresent(System.err::println); // why no graph is planned
    Status status = Engines.status(graph); // how many plans, and why some calls have none

    assertThat(y.shape()).containsExactly(32, 10);
    assertThat(status.plans()).isOne();
    assertThat(status.fallbacks()).isEmpty();
  }

  @Test
  void theBlockMultipliesInBfloat16WhereItCan() {
    try {
      if (Engines.obstacle(Precision.BFLOAT16).isEmpty()) {
        Engines.precision(Precision.BFLOAT16); // all graphs, from the next call on
      }
      assertThat(OneDnn.precision()).isEqualTo(Engines.precision());
    } finally {
      Engines.precision(Precision.FLOAT32);
    }
  }

  @Test
  void theBlockLetsGradientsRecompute() {
    try {
      Engines.recompute(true); // all gradients, from the next call on
      assertThat(Engines.isRecomputing()).isTrue();
    } finally {
      Engines.recompute(false);
    }
  }

  @Test
  void theBlockTrainsByPlans() throws IOException {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 64);
    SDVariable labels = graph.placeHolder("labels", DataType.FLOAT, -1, 2);
    SDVariable logits = x.mmul(graph.var("w", Nd4j.rand(DataType.FLOAT, 64, 2)));
    graph.nn.softmax("y", logits, 1);
    graph.loss.softmaxCrossEntropy("loss", labels, logits, null);
    graph.setLossVariables("loss");
    INDArray classes = Nd4j.zeros(DataType.FLOAT, 32, 2);
    classes.get(NDArrayIndex.interval(0, 16), NDArrayIndex.point(0)).assign(1);
    classes.get(NDArrayIndex.interval(16, 32), NDArrayIndex.point(1)).assign(1);
    DataSet data = new DataSet(Nd4j.rand(DataType.FLOAT, 32, 64), classes);
    DataSetIterator batches = new ViewIterator(data, 8);
    DataSetIterator heldOut = new ViewIterator(data, 32);
    File file = folder.resolve("graph.fb").toFile();

    graph.setTrainingConfig(
        TrainingConfig.builder()
            .updater(new Adam(1e-3))
            .weightDecay(0.01, true)
            .dataSetFeatureMapping("x")
            .dataSetLabelMapping("labels")
            .trainEvaluation("y", 0, new Evaluation())
            .validationEvaluation("y", 0, new Evaluation())
            .build());
    History history =
        PlannedFit.of(graph) // in place of graph.fit()
            .train(batches, 5) // epochs
            .validate(heldOut, 1)
            .listeners(new ScoreListener(10))
            .exec();
    graph.save(file, true); // with the updater's state: either fit goes on from it
    PlannedFit.of(SameDiff.load(file, true)).train(batches, 1).exec();

    assertThat(history.lossCurve().meanLoss("loss")).hasSize(5).isNotEqualTo(new float[5]);
    assertThat(history.validationEpochs()).isEqualTo(5);
    assertThat(Engines.status(graph.getFunction("grad")).plans()).isOne();
  }
}
