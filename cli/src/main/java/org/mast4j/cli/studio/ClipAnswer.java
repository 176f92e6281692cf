package org.mast4j.cli.studio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.resample.Resampler;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.Classification;
import org.mast4j.zoo.inference.Exploration;

/** The answer of {@code POST /api/clips}, whose fields docs/studio.md lists. */
final class ClipAnswer {
  private ClipAnswer() {}

  /** A label and how likely it is. */
  record Label(String label, double probability) {}

  /**
   * A window.
   *
   * @param start in seconds
   * @param end in seconds, which may lie behind the clip's
   * @param labels its likeliest; none without a classifier
   * @param probabilities in it of the whole clip's likeliest labels, in their order
   */
  record Window(double start, double end, List<Label> labels, double[] probabilities) {}

  /**
   * A spectrogram as levels.
   *
   * @param levels [frames][values] in Base64, a byte each: 0 for {@code low}, 255 for {@code high}
   * @param low the value at the 1st percentile
   * @param high the value at the 99th
   */
  record Picture(int frames, int values, double low, double high, byte[] levels) {

    /** The share of values at either end that the levels don't tell apart. */
    private static final double CLIPPED = 0.01;

    private static final int LEVELS = 255;

    static Picture of(Spectrogram spectrogram) {
      float[] values = spectrogram.values();
      float[] sorted = values.clone();
      Arrays.sort(sorted);
      int cutOff = (int) (CLIPPED * (sorted.length - 1));
      float low = sorted[cutOff];
      float high = sorted[sorted.length - 1 - cutOff];
      byte[] levels = new byte[values.length];
      for (int i = 0; i < levels.length; i++) {
        double share = high > low ? (values[i] - low) / (high - low) : 0;
        levels[i] = (byte) Math.round(LEVELS * Math.max(0, Math.min(1, share)));
      }
      return new Picture(spectrogram.frames(), spectrogram.mels(), low, high, levels);
    }
  }

  /**
   * Sound.
   *
   * @param samples 16 bits each, little-endian, in Base64
   */
  record Pcm(int sampleRate, byte[] samples) {}

  /**
   * Asks the model.
   *
   * @param clip what is looked at
   * @param cut whether there is more of it
   */
  static Map<String, Object> of(StudioModel model, Question question, Waveform clip, boolean cut) {
    Exploration explored = model.explorer().explore(clip);
    List<String> names = model.stored().labels();
    List<Label> labels =
        names.isEmpty() ? List.of() : labels(explored.classification(names), question.top());
    float[] embedding = explored.embedding();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("name", question.name());
    answer.put("seconds", clip.seconds());
    answer.put("cut", cut);
    answer.put("sampleRate", clip.sampleRate());
    answer.put("labels", labels);
    answer.put("windows", windows(model.stored(), explored, labels, question.top()));
    answer.put("embedding", embedding);
    answer.put("neighbours", model.neighbours().nearest(embedding, question.nearest()));
    for (Question.Extra extra : question.with()) {
      answer.put(
          extra.toString(),
          switch (extra) {
            case SPECTROGRAM -> Picture.of(explored.logMel());
            case ATTENTION -> model.explorer().attention(explored.windows());
            case SOUND -> heard(clip, model.stored().frontEnd());
          });
    }
    return answer;
  }

  private static List<Label> labels(Classification classification, int top) {
    return classification.top(top).stream()
        .map(score -> new Label(score.label(), score.probability()))
        .toList();
  }

  private static List<Window> windows(
      StoredModel model, Exploration explored, List<Label> labels, int top) {
    List<String> names = model.labels();
    int[] columns = labels.stream().mapToInt(label -> names.indexOf(label.label())).toArray();
    double frame = (double) model.frontEnd().hopSamples() / model.frontEnd().sampleRate();
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < explored.starts().size(); i++) {
      int start = explored.starts().get(i);
      double[] all = explored.probabilities()[i];
      windows.add(
          new Window(
              start * frame,
              (start + model.frontEnd().frames()) * frame,
              all.length == 0 ? List.of() : labels(explored.classificationOf(i, names), top),
              Arrays.stream(columns).mapToDouble(column -> all[column]).toArray()));
    }
    return windows;
  }

  /** The clip at the front end's rate. */
  private static Pcm heard(Waveform clip, FrontEndConfig frontEnd) {
    int rate = frontEnd.sampleRate();
    float[] samples =
        Resampler.of(clip.sampleRate(), rate, frontEnd.resampling()).apply(clip.samples());
    return new Pcm(rate, Sound.pcm(samples));
  }
}
