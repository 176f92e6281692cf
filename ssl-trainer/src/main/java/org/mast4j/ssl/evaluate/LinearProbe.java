package org.mast4j.ssl.evaluate;

import static org.mast4j.datavec.audio.dataset.Split.TEST;
import static org.mast4j.datavec.audio.dataset.Split.TRAIN;
import static org.mast4j.datavec.audio.dataset.Split.VALIDATION;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioEncoder;
import org.mast4j.zoo.inference.ClipWindows;
import org.mast4j.zoo.inference.WindowExtractor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A linear probe: multinomial logistic regression with L2 on standardised features. The problem is
 * convex and solved to its optimum by L-BFGS, so that there is no seed and no learning rate to
 * tune; the strength of L2, which spares the bias, is chosen on the validation split.
 */
public final class LinearProbe {
  /** From strong to weak, so that the stronger one stays where both do as well. */
  static final double[] L2_STRENGTHS = {1, 1e-1, 1e-2, 1e-3, 1e-4};

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

  /**
   * A probe with what the validation split says of it.
   *
   * @param classifier of features as they are
   * @param l2 the strength that did best
   * @param accuracy on the validation split
   * @param loss mean cross-entropy on the validation split
   */
  public record Fit(LinearClassifier classifier, double l2, double accuracy, double loss) {
    boolean isBetterThan(Fit other) {
      return accuracy > other.accuracy || (accuracy == other.accuracy && loss < other.loss);
    }
  }

  /**
   * Of a model's encoder, on its embeddings of a data set's recordings.
   *
   * @param dataset with a class for each clip, and its splits
   * @throws IOException if a split is empty, or a clip has no class or can't be decoded
   */
  public static Result run(StoredModel model, AudioDataset dataset) throws IOException {
    dataset.requireOneLabelEach();
    dataset.requireSplits();
    try (AudioEncoder encoder = new AudioEncoder(model)) {
      WindowExtractor windows = new WindowExtractor(model.frontEnd(), model.windowing());
      List<Split> parts = new ArrayList<>();
      for (List<AudioClip> part :
          List.of(dataset.of(TRAIN), dataset.of(VALIDATION), dataset.of(TEST))) {
        List<ClipWindows> clips = new ArrayList<>();
        for (AudioClip clip : part) {
          clips.add(windows.extract(clip));
        }
        parts.add(new Split(encoder.embed(clips), labels(dataset, part)));
      }
      return run(parts.get(0), parts.get(1), parts.get(2), dataset.labels().size());
    }
  }

  private static int[] labels(AudioDataset dataset, List<AudioClip> clips) {
    return clips.stream()
        .mapToInt(clip -> dataset.labels().indexOf(clip.label().orElseThrow()))
        .toArray();
  }

  /** Fits on the training split, chooses on the validation split, scores on the test split. */
  public static Result run(Split train, Split validation, Split test, int classes) {
    Fit fit = fit(train, validation, classes);
    int[] predictions = fit.classifier().predict(test.features());
    return new Result(predictions, accuracy(predictions, test.labels()), fit.l2());
  }

  /** Fits on the training split, for the strength of L2 that does best on the validation split. */
  public static Fit fit(Split train, Split validation, int classes) {
    try (LogisticRegression regression = new LogisticRegression(train, classes)) {
      return DoubleStream.of(L2_STRENGTHS)
          .mapToObj(l2 -> fit(regression, l2, validation))
          .reduce((best, next) -> next.isBetterThan(best) ? next : best)
          .orElseThrow();
    }
  }

  /** Fits for one strength of L2. */
  public static LinearClassifier fit(Split train, double l2, int classes) {
    try (LogisticRegression regression = new LogisticRegression(train, classes)) {
      return regression.fit(l2);
    }
  }

  private static Fit fit(LogisticRegression regression, double l2, Split validation) {
    LinearClassifier classifier = regression.fit(l2);
    return new Fit(
        classifier,
        l2,
        accuracy(classifier.predict(validation.features()), validation.labels()),
        classifier.loss(validation.features(), validation.labels()));
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
}
