package org.mast4j.datavec.audio.frontend;

import java.util.List;
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
  public Spectrogram apply(Waveform waveform) {
    Spectrogram spectrogram = first.apply(waveform);
    for (SpectrogramStep step : steps) {
      spectrogram = step.apply(spectrogram);
    }
    return spectrogram;
  }

  @Override
  public FrontEndConfig config() {
    return first.config();
  }
}
