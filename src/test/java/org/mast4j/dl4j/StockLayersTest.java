package org.mast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Graphs that aren't ours run beside ours as they ever did. */
class StockLayersTest {

  /** DL4J declares a mask with the input's rank and feeds one of rank 2. */
  @Test
  void aStockSameDiffLayerOverSequencesTrainsBesideOurModels() {
    EncoderGraph.encoder(AstVariants.nano(), 1).close(); // binds our sessions
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(
                    new SelfAttentionLayer.Builder()
                        .nIn(4)
                        .nOut(6)
                        .nHeads(1)
                        .projectInput(true)
                        .build())
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.recurrent(4, 5))
                .build());
    network.init();
    DataSet batch =
        new DataSet(
            Nd4j.rand(DataType.FLOAT, 3, 4, 5),
            Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {1, 0}}));
    network.fit(batch);
    double before = network.score(batch);
    for (int i = 0; i < 20; i++) {
      network.fit(batch);
    }
    assertThat(network.score(batch)).isLessThan(before);
  }

  @Test
  void aPlaceholderThatDeclaresNothingTakesAnyRank() {
    SameDiff graph = Graphs.safe(SameDiff.create());
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, -1, -1);
    x.mul(2).rename("y");
    INDArray value = Nd4j.rand(DataType.FLOAT, 3, 5);
    assertThat(graph.output(Map.of("x", value), "y").get("y")).isEqualTo(value.mul(2));
    assertThat(Engines.status(graph).fallbacks()).isEmpty();
  }
}
