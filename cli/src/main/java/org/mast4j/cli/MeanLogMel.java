package org.mast4j.cli;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.evaluate.MultiLabelProbe;
import org.mast4j.ssl.evaluate.MultiLabelScores;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a user would pick instead of a model: logistic regression on the clips' mean log-mels. */
final class MeanLogMel {
  private final SplitClips clips;
  private final Map<Split, INDArray> means = new EnumMap<>(Split.class);

  /** Reads the clips that aren't in memory. */
  MeanLogMel(SplitClips clips) {
    this.clips = clips;
    for (Split split : Split.values()) {
      means.put(split, LinearProbe.meanLogMel(clips.of(split).features()));
    }
  }

  /** How well it does on the test split, its weight decay chosen on the validation split. */
  String sentence() throws IOException {
    return "for comparison, a linear probe on the mean log-mel: test "
        + (clips.multiLabel() ? ofSeveral() : ofOne());
  }

  private String ofOne() throws IOException {
    LinearProbe.Result result =
        LinearProbe.run(
            one(Split.TRAIN), one(Split.VALIDATION), one(Split.TEST), clips.labels().size());
    return String.format(Locale.ROOT, "accuracy %.3f", result.accuracy());
  }

  private LinearProbe.Split one(Split split) throws IOException {
    return new LinearProbe.Split(
        means.get(split), ClipData.labels(clips.of(split).clips(), clips.labels()));
  }

  private String ofSeveral() {
    MultiLabelScores scores =
        MultiLabelProbe.run(several(Split.TRAIN), several(Split.VALIDATION), several(Split.TEST));
    return String.format(
        Locale.ROOT,
        "mAP %.3f, macro AUC %s, d' %s",
        scores.meanAveragePrecision(),
        Scores.text(scores.macroAuc()),
        Scores.text(scores.dPrime()));
  }

  private MultiLabelProbe.Split several(Split split) {
    return new MultiLabelProbe.Split(means.get(split), clips.targets(split));
  }
}
