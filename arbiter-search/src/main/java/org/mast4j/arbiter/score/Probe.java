package org.mast4j.arbiter.score;

import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.MultiLabelProbe;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The accuracy of a linear probe on the validation clips, its mAP where clips have several classes.
 * The probe's L2 is chosen on the same clips, so the score ranks candidates and flatters each.
 */
public record Probe() implements Score {
  @Override
  public String label() {
    return "probe score";
  }

  @Override
  public double of(TrainedCandidate candidate, SearchData data) {
    try (INDArray train = candidate.embed(data.train().clips());
        INDArray validation = candidate.embed(data.validation().clips())) {
      return data.activation() == Activation.SOFTMAX
          ? accuracy(train, validation, data)
          : meanAveragePrecision(train, validation, data);
    }
  }

  private static double accuracy(INDArray train, INDArray validation, SearchData data) {
    return LinearProbe.fit(
            split(train, data.train()), split(validation, data.validation()), data.classes())
        .accuracy();
  }

  private static LinearProbe.Split split(INDArray features, FineTuner.Labelled labelled) {
    return new LinearProbe.Split(features, labelled.targets().single());
  }

  private static double meanAveragePrecision(INDArray train, INDArray validation, SearchData data) {
    MultiLabelProbe.Split known = rows(validation, data.validation(), data.classes());
    return MultiLabelProbe.run(rows(train, data.train(), data.classes()), known, known)
        .meanAveragePrecision();
  }

  private static MultiLabelProbe.Split rows(
      INDArray features, FineTuner.Labelled labelled, int classes) {
    return new MultiLabelProbe.Split(features, labelled.targets().rows(classes));
  }
}
