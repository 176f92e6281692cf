package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.subject.Subject;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.mast.MastVariants;

/** A search of seconds: a tiny encoder, three classes of noise. */
final class TinySearch {
  static final EncoderConfig ENCODER =
      MastVariants.nano().withStages(List.of(1, 1), 8, 1).withGrid(PatchGrid.of(36, 46));
  static final int CLASSES = 3;

  private TinySearch() {}

  /** The settings of one that pre-trains. */
  static PretrainingSettings pretraining(Subject subject) {
    return ((Pretraining) subject).settings();
  }

  /** A candidate's method. */
  static SsMastConfig method(Trial trial) {
    return (SsMastConfig) pretraining(trial.settings().orElseThrow()).method();
  }

  static Pretraining pretraining(SsMastConfig base) {
    return new Pretraining(new PretrainingSettings(ENCODER, base));
  }

  static SearchConfig config(SsMastConfig base, double low, double high) {
    return new SearchConfig(
        new SearchBudget(2, 5, 1),
        TinySearch.pretraining(base),
        List.of(
            learningRate(low, high),
            Dimension.range("cropStrength", double.class, Scale.LINEAR, 0.5, 1.5)));
  }

  static Dimension learningRate(double low, double high) {
    return Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, low, high);
  }

  static SsMastConfig base() {
    return SsMastConfig.paper().withSteps(4).withBatchSize(8);
  }

  /** Bands of noise: the class says where. */
  static SearchData data() {
    SplittableRandom random = new SplittableRandom(1);
    int[] trainLabels = new int[24];
    int[] validationLabels = new int[12];
    return new SearchData(
        clips(trainLabels, random),
        trainLabels,
        clips(validationLabels, random),
        validationLabels,
        CLASSES);
  }

  static List<Spectrogram> clips(int[] labels, SplittableRandom random) {
    List<Spectrogram> clips = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % CLASSES;
      float[] values = new float[46 * 36];
      for (int j = 0; j < values.length; j++) {
        boolean inBand = j % 36 / (36 / CLASSES) == labels[i];
        values[j] = (float) (random.nextGaussian() - (inBand ? 2 : 8));
      }
      clips.add(new Spectrogram(values, 46, 36));
    }
    return clips;
  }

  static List<JsonNode> saved(Path out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(SearchFolder.RESULTS))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
