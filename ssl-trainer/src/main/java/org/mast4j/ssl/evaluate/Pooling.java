package org.mast4j.ssl.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.TokenGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a linear probe sees of what an encoder gives, the simplest first. */
public enum Pooling {
  /**
   * The encoder's own embedding, [D], which its classifiers read: the mean of the tokens, of AST
   * that of its class tokens.
   */
  MEAN(HeadInput.EMBEDDING) {
    @Override
    INDArray apply(Output output) {
      return output.pooled().dup('c');
    }
  },
  /** The tokens' mean and standard deviation without class tokens, [2 D]. */
  MEAN_DEVIATION(HeadInput.MEAN_DEVIATION) {
    @Override
    INDArray apply(Output output) {
      INDArray ofGrid = output.last().ofGrid(output.leading());
      try (INDArray mean = ofGrid.mean(1);
          INDArray deviation = ofGrid.std(false, 1)) {
        return Nd4j.hstack(mean, deviation);
      }
    }
  },
  /**
   * Mean and standard deviation over time of each row of the grid, of each stage's tokens, [the sum
   * of 2 H D].
   */
  STAGES(HeadInput.STAGES) {
    @Override
    INDArray apply(Output output) {
      List<INDArray> features = new ArrayList<>();
      for (Stage stage : output.stages()) {
        INDArray tokens = stage.ofGrid(output.leading()).dup('c');
        long clips = tokens.size(0);
        TokenGrid grid = stage.grid();
        INDArray rows = tokens.reshape('c', clips, grid.rows(), grid.columns(), tokens.size(2));
        features.add(rows.mean(2).reshape('c', clips, -1));
        if (grid.columns() > 1) {
          features.add(rows.std(false, 2).reshape('c', clips, -1));
        }
        tokens.close();
      }
      INDArray all = Nd4j.hstack(features);
      features.forEach(INDArray::close);
      return all;
    }
  },
  /** All tokens of the last stage one after the other, [N' D]. */
  TOKENS(HeadInput.TOKENS) {
    @Override
    INDArray apply(Output output) {
      INDArray tokens = output.last().tokens();
      return tokens.dup('c').reshape('c', tokens.size(0), tokens.size(1) * tokens.size(2));
    }
  };

  private final HeadInput input;

  Pooling(HeadInput input) {
    this.input = input;
  }

  /** What a classifier in a graph reads that sees the same. */
  public HeadInput input() {
    return input;
  }

  /** The features of a batch, [B, width]; the caller's to close. */
  abstract INDArray apply(Output output);

  /**
   * What an encoder gives of a batch.
   *
   * @param pooled [B, D]
   * @param stages tokens behind each stage, one at least
   * @param leading how many tokens of a clip don't belong to the grid
   */
  record Output(INDArray pooled, List<Stage> stages, int leading) {
    Stage last() {
      return stages.get(stages.size() - 1);
    }
  }

  /**
   * The tokens that leave a stage.
   *
   * @param tokens [B, n, D of the stage], leading ones first
   * @param grid in which the others lie
   */
  record Stage(INDArray tokens, TokenGrid grid) {
    /** A view of those in the grid. */
    INDArray ofGrid(int leading) {
      return tokens.get(
          NDArrayIndex.all(),
          NDArrayIndex.interval(leading, leading + grid.size()),
          NDArrayIndex.all());
    }
  }
}
