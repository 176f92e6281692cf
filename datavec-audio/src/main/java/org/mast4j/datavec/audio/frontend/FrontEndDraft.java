package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.frontend.FrontEndConfig.Kind;
import org.mast4j.datavec.audio.frontend.FrontEndConfig.Output;
import org.mast4j.datavec.audio.resample.ResamplingFilter;

/**
 * A {@link FrontEndConfig} under construction, its fields by name: twenty-one positional arguments
 * would be swapped.
 */
final class FrontEndDraft {
  Kind kind;
  Output output = Output.LOG_MEL;
  int sampleRate;
  ResamplingFilter resampling = ResamplingFilter.KAISER;
  int windowSamples;
  WindowShape window = WindowShape.HANN;
  int fftSize;
  int hopSamples;
  int mels;
  double minHz;
  double maxHz;
  MelScale melScale;
  MelNorm melNorm;
  double preEmphasis;
  boolean subtractMean;
  double logFloor;
  int cepstra;
  double lifter;
  int frames;
  double mean;
  double std = 1;

  FrontEndDraft() {}

  FrontEndDraft(FrontEndConfig config) {
    kind = config.kind();
    output = config.output();
    sampleRate = config.sampleRate();
    resampling = config.resampling();
    windowSamples = config.windowSamples();
    window = config.window();
    fftSize = config.fftSize();
    hopSamples = config.hopSamples();
    mels = config.mels();
    minHz = config.minHz();
    maxHz = config.maxHz();
    melScale = config.melScale();
    melNorm = config.melNorm();
    preEmphasis = config.preEmphasis();
    subtractMean = config.subtractMean();
    logFloor = config.logFloor();
    cepstra = config.cepstra();
    lifter = config.lifter();
    frames = config.frames();
    mean = config.mean();
    std = config.std();
  }

  FrontEndConfig build() {
    return new FrontEndConfig(
        kind,
        output,
        sampleRate,
        resampling,
        windowSamples,
        window,
        fftSize,
        hopSamples,
        mels,
        minHz,
        maxHz,
        melScale,
        melNorm,
        preEmphasis,
        subtractMean,
        logFloor,
        cepstra,
        lifter,
        frames,
        mean,
        std);
  }
}
