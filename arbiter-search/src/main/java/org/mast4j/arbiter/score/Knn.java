package org.mast4j.arbiter.score;

import org.mast4j.settings.Require;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.NearestNeighbours;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The share of the validation clips whose nearest training clips are mostly of their class. */
public record Knn() implements Score {
  @Override
  public String label() {
    return "k-NN score";
  }

  @Override
  public void requireSuits(Activation activation) {
    Require.that(
        activation == Activation.SOFTMAX,
        "score",
        "knn",
        "another where clips have several classes");
  }

  @Override
  public double of(TrainedCandidate candidate, SearchData data) {
    try (INDArray train = candidate.embed(data.train().clips());
        INDArray validation = candidate.embed(data.validation().clips())) {
      int[] predicted =
          NearestNeighbours.predict(
              train.toDoubleMatrix(), data.train().targets().single(), validation.toDoubleMatrix());
      return LinearProbe.accuracy(predicted, data.validation().targets().single());
    }
  }
}
