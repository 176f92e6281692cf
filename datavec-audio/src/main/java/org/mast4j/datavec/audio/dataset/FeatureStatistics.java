package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.augment.RunningNorm;
import org.mast4j.datavec.audio.decode.Segment;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * The mean and standard deviation of a data set's log-mel values, as a model sees them before they
 * are normalised: clips cut or padded to its frames (YuanGongND/ast, src/get_norm_stats.py).
 *
 * @param clips how many clips went in
 * @param mean of all values of all clips
 * @param std their population standard deviation
 */
public record FeatureStatistics(int clips, double mean, double std) {

  /**
   * What a clip gave.
   *
   * @param moments of its values
   * @param silent whether it holds no sound in the frames that a model sees
   */
  private record Outcome(RunningNorm.State moments, boolean silent) {}

  /**
   * Goes through the clips on all cores and keeps no spectrogram; the result doesn't depend on the
   * number of cores.
   *
   * @param progress told how many are done, from any thread
   * @throws AudioException if bad clips are refused, of the first one in the list; or if none is
   *     good, or all are silent
   */
  public static FeatureStatistics compute(
      List<AudioClip> clips, FrontEndConfig config, BadClips badClips, IntConsumer progress)
      throws IOException {
    FrontEnd frontEnd = FrontEnd.of(config);
    Total total = new Total();
    ClipPass.run(
        clips,
        clip -> outcome(clip, frontEnd),
        badClips,
        progress,
        (clip, outcome) -> total.add(outcome));
    if (total.good > 0 && total.silent) {
      throw new AudioException(
          clips.get(0).path(),
          "silent, as are all other clips, %d in all; nothing can be normalised by them: record them again"
              .formatted(clips.size()));
    }
    return new FeatureStatistics(total.good, total.moments.mean(), total.moments.std());
  }

  /** What the good clips add up to, in their order. */
  private static final class Total {
    private RunningNorm.State moments = RunningNorm.State.empty();
    private int good;
    private boolean silent = true;

    void add(Outcome outcome) {
      moments = moments.plus(outcome.moments);
      good++;
      silent &= outcome.silent;
    }
  }

  /** A copy of a front end that normalises by them; the Kaldi recipe divides by twice the std. */
  public FrontEndConfig applyTo(FrontEndConfig config) {
    double divisor = config.kind() == FrontEndConfig.Kind.KALDI ? 2 * std : std;
    return config.withStatistics(mean, divisor);
  }

  private static Outcome outcome(AudioClip clip, FrontEnd frontEnd) throws AudioException {
    FrontEndConfig config = frontEnd.config();
    Segment segment = clip.segment().orElse(Segment.WHOLE);
    Spectrogram features = config.fit(frontEnd.apply(clip.path(), segment, config.frames()));
    return new Outcome(RunningNorm.State.of(features), features.isSilent());
  }
}
