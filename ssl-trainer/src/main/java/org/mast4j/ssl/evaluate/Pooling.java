package org.mast4j.ssl.evaluate;

import org.mast4j.zoo.HeadInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a linear probe sees of a clip's tokens [N', D]. */
public enum Pooling {
  /**
   * The encoder's own embedding, [D], which its classifiers read: the mean of the tokens, of AST
   * that of its class tokens.
   */
  MEAN(HeadInput.EMBEDDING) {
    @Override
    INDArray apply(INDArray tokens, INDArray pooled, int leading) {
      return pooled.dup('c');
    }
  },
  /** The tokens' mean and standard deviation without class tokens, [2 D]. */
  MEAN_DEVIATION(HeadInput.MEAN_DEVIATION) {
    @Override
    INDArray apply(INDArray tokens, INDArray pooled, int leading) {
      INDArray ofGrid =
          tokens.get(
              NDArrayIndex.all(),
              NDArrayIndex.interval(leading, tokens.size(1)),
              NDArrayIndex.all());
      try (INDArray mean = ofGrid.mean(1);
          INDArray deviation = ofGrid.std(false, 1)) {
        return Nd4j.hstack(mean, deviation);
      }
    }
  },
  /** All tokens one after the other, [N' D]. */
  TOKENS(HeadInput.TOKENS) {
    @Override
    INDArray apply(INDArray tokens, INDArray pooled, int leading) {
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

  /**
   * The features of a batch, [B, width]; the caller's to close.
   *
   * @param tokens [B, N', D], leading ones first
   * @param pooled [B, D]
   */
  abstract INDArray apply(INDArray tokens, INDArray pooled, int leading);
}
