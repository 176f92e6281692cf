package org.mast4j.datavec.audio.frontend;

import java.util.List;
import java.util.function.IntFunction;
import org.mast4j.datavec.audio.Waveform;

/** A front end and the steps that follow its mel filters. */
final class SteppedFrontEnd implements FrontEnd {

  private final FrontEnd first;
  private final List<SpectrogramStep> steps;

  SteppedFrontEnd(FrontEnd first, List<SpectrogramStep> steps) {
    this.first = first;
    this.steps = steps;
  }

  @Override
  public Spectrogram apply(Waveform waveform, int maxFrames, IntFunction<float[]> room) {
    Spectrogram spectrogram =
        first.apply(waveform, Integer.MAX_VALUE, room); // decibels count from the loudest frame
    for (SpectrogramStep step : steps) {
      spectrogram = step.apply(spectrogram);
    }
    return spectrogram.fitFrames(Math.min(spectrogram.frames(), maxFrames), 0);
  }

  @Override
  public FrontEndConfig config() {
    return first.config();
  }
}
