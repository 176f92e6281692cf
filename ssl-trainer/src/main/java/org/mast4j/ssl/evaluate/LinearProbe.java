package org.mast4j.ssl.evaluate;

import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A linear probe: multinomial logistic regression with L2 on standardised features. The problem is
 * convex and solved to its optimum by Nesterov's method with a step from the largest eigenvalue, so
 * that there is no seed and no learning rate to tune; the strength of L2 is chosen on the
 * validation split.
 */
public final class LinearProbe {
  private static final double[] L2_STRENGTHS = {1e-4, 1e-3, 1e-2, 1e-1};
  private static final int ITERATIONS = 400;
  private static final int POWER_ITERATIONS = 30;
  private static final double MIN_DEVIATION = 1e-6;

  private LinearProbe() {}

  /**
   * Features with their classes.
   *
   * @param features [n, D], such as the embeddings that {@link
   *     org.mast4j.zoo.inference.AudioEncoder} gives clips of any length
   * @param labels n class indices
   */
  public record Split(INDArray features, int[] labels) {
    public Split {
      if (features.rank() != 2 || features.size(0) != labels.length) {
        throw new IllegalArgumentException(
            "features of shape "
                + java.util.Arrays.toString(features.shape())
                + " for "
                + labels.length
                + " labels; expected one row a label");
      }
    }
  }

  /**
   * What a probe found.
   *
   * @param predictions class of each test clip
   * @param accuracy on the test split
   * @param l2 the strength that did best on the validation split
   */
  public record Result(int[] predictions, double accuracy, double l2) {}

  /** Fits on the training split, chooses on the validation split, scores on the test split. */
  public static Result run(Split train, Split validation, Split test, int classes) {
    INDArray features = train.features().castTo(DataType.DOUBLE);
    INDArray mean = features.mean(0);
    INDArray deviation = Transforms.max(features.std(0), MIN_DEVIATION, true);
    INDArray x = standardize(train.features(), mean, deviation);
    INDArray y = Nd4j.zeros(DataType.DOUBLE, x.size(0), classes);
    for (int i = 0; i < train.labels().length; i++) {
      y.putScalar(i, train.labels()[i], 1);
    }
    double best = -1;
    double bestL2 = 0;
    INDArray bestWeights = null;
    for (double l2 : L2_STRENGTHS) {
      INDArray weights = fit(x, y, l2);
      INDArray inputs = standardize(validation.features(), mean, deviation);
      double accuracy = accuracy(predict(inputs, weights), validation.labels());
      if (accuracy > best) {
        best = accuracy;
        bestL2 = l2;
        bestWeights = weights;
      }
    }
    int[] predictions = predict(standardize(test.features(), mean, deviation), bestWeights);
    return new Result(predictions, accuracy(predictions, test.labels()), bestL2);
  }

  /** The mean log-mel spectrum of each clip, [n, mels]: the baseline that needs no model. */
  public static INDArray meanLogMel(List<Spectrogram> clips) {
    float[][] means =
        IntStream.range(0, clips.size())
            .parallel()
            .mapToObj(i -> meanLogMel(clips.get(i)))
            .toArray(float[][]::new);
    return Nd4j.createFromArray(means);
  }

  private static float[] meanLogMel(Spectrogram clip) {
    float[] mean = new float[clip.mels()];
    for (int t = 0; t < clip.frames(); t++) {
      for (int m = 0; m < mean.length; m++) {
        mean[m] += clip.at(t, m) / clip.frames();
      }
    }
    return mean;
  }

  /** Share of predictions that equal their label. */
  public static double accuracy(int[] predictions, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += predictions[i] == labels[i] ? 1 : 0;
    }
    return right / (double) labels.length;
  }

  /** [n, D] to [n, D + 1]: standardised, with a last column of ones for the bias. */
  private static INDArray standardize(INDArray features, INDArray mean, INDArray deviation) {
    INDArray x = features.castTo(DataType.DOUBLE).subRowVector(mean).diviRowVector(deviation);
    return Nd4j.hstack(x, Nd4j.ones(DataType.DOUBLE, x.size(0), 1));
  }

  /**
   * Minimises mean cross-entropy + l2/2 |W|^2 (bias included); [D + 1, classes]. What a step makes
   * it frees: thousands of small arrays that wait for the garbage collector tear the native heap.
   */
  private static INDArray fit(INDArray x, INDArray y, double l2) {
    long n = x.size(0);
    try (INDArray transposed = x.transpose().dup()) {
      double step = 1 / (0.5 * largestEigenvalue(x, transposed) / n + l2);
      INDArray weights = Nd4j.zeros(DataType.DOUBLE, x.size(1), y.size(1));
      INDArray ahead = weights.dup();
      double momentum = 1;
      for (int i = 0; i < ITERATIONS; i++) {
        try (INDArray logits = x.mmul(ahead);
            INDArray error = Transforms.softmax(logits, true).subi(y);
            INDArray gradient = transposed.mmul(error).divi(n);
            INDArray decay = ahead.mul(l2)) {
          ahead.subi(gradient.addi(decay).muli(step));
        }
        double nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
        INDArray further = ahead.sub(weights).muli((momentum - 1) / nextMomentum).addi(ahead);
        weights.close();
        weights = ahead;
        ahead = further;
        momentum = nextMomentum;
      }
      ahead.close();
      return weights;
    }
  }

  private static double largestEigenvalue(INDArray x, INDArray transposed) {
    INDArray v = Nd4j.ones(DataType.DOUBLE, x.size(1), 1);
    double norm = 1;
    for (int i = 0; i < POWER_ITERATIONS; i++) {
      try (INDArray before = v;
          INDArray seen = x.mmul(before)) {
        v = transposed.mmul(seen);
      }
      norm = v.norm2Number().doubleValue();
      v.divi(norm);
    }
    v.close();
    // Power iteration approaches from below; the margin keeps the step on the safe side.
    return norm * 1.05;
  }

  private static int[] predict(INDArray x, INDArray weights) {
    return x.mmul(weights).argMax(1).toIntVector();
  }
}
