package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What an application without a configuration of its log finds on its standard output. */
class StandardOutputTest {

  /** With the engine and without it; logback's own default prints everything. */
  @ParameterizedTest
  @ValueSource(strings = {"/no entry/", ".*samediff-onednn.*"})
  void hasNoLineForEachDifferentiatedOp(String without) throws Exception {
    List<String> lines =
        ChildJvm.of(Application.class)
            .filtered(entry -> !entry.toString().matches(without))
            .filtered(entry -> !Files.exists(entry.resolve("logback.xml")))
            .run()
            .succeeded()
            .lines();
    assertThat(lines)
        .contains("graph", "network", "gradients", "own graph")
        .noneMatch(line -> line.contains("differentiated op"));
  }

  /** Trains by all of DL4J's and SameDiff's ways that take gradients. */
  static final class Application {
    private Application() {}

    public static void main(String[] arguments) {
      EncoderConfig encoder = TinyEncoders.of("mast-nano");
      DataSet data = TinyEncoders.data(3, 1, DataType.FLOAT);

      SameDiff graph = TinyModels.model(encoder).initSameDiff();
      graph.setTrainingConfig(training("patches", "labels"));
      graph.fit(data);
      System.out.println("graph");

      TinyModels.model(encoder).init().fit(data);
      System.out.println("network");

      SameDiff other = TinyModels.model(encoder).initSameDiff();
      other.calculateGradients(
          Map.of("patches", data.getFeatures(), "labels", data.getLabels()),
          Graphs.parameters(other).keySet());
      System.out.println("gradients");

      SameDiff own = Graphs.create();
      SDVariable x = own.placeHolder("x", DataType.FLOAT, -1, 2);
      SDVariable y = own.placeHolder("y", DataType.FLOAT, -1, 2);
      SDVariable w = own.var("w", Nd4j.rand(DataType.FLOAT, 2, 2));
      own.math.square(own.mmul(x, w).sub(y)).sum().rename("loss");
      own.setTrainingConfig(training("x", "y"));
      own.setLossVariables("loss");
      own.fit(new DataSet(Nd4j.ones(DataType.FLOAT, 3, 2), Nd4j.ones(DataType.FLOAT, 3, 2)));
      System.out.println("own graph");
    }

    private static TrainingConfig training(String features, String labels) {
      return TrainingConfig.builder()
          .updater(new Sgd(0.1))
          .dataSetFeatureMapping(features)
          .dataSetLabelMapping(labels)
          .build();
    }
  }
}
