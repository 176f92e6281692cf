package org.mast4j.ssl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;

/** Clips of which waveforms are known, too. */
public final class ToneClips {
  private ToneClips() {}

  /** Tones in noise: low ones at even places, high ones at odd places. */
  public static ClipSource make(PatchGrid grid, int count, long seed) {
    FeatureExtractor frontEnd =
        new FeatureExtractor(
            FrontEndConfig.librosa()
                .withMels(grid.mels())
                .withFrames(grid.frames())
                .withStatistics(-5, 4));
    Random random = new Random(seed);
    List<Waveform> waveforms = new ArrayList<>();
    for (int clip = 0; clip < count; clip++) {
      double hertz = (clip % 2 == 0 ? 300 : 3000) * (1 + 0.1 * random.nextDouble());
      float[] samples = new float[grid.frames() * frontEnd.config().hopSamples()];
      for (int i = 0; i < samples.length; i++) {
        double tone = Math.sin(2 * Math.PI * hertz * i / frontEnd.config().sampleRate());
        samples[i] = (float) (0.3 * tone + 0.05 * random.nextGaussian());
      }
      waveforms.add(new Waveform(samples, frontEnd.config().sampleRate()));
    }
    return new ClipSource(
        waveforms.stream().map(frontEnd::extract).toList(), waveforms, frontEnd::extract);
  }
}
