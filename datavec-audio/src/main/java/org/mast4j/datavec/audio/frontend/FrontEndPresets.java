package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.frontend.FrontEndConfig.Kind;
import org.mast4j.datavec.audio.frontend.FrontEndConfig.Output;

/** The constants of {@link FrontEndConfig}'s presets. */
final class FrontEndPresets {

  /** torch.finfo(torch.float32).eps, the floor of both recipes. */
  private static final double FLOAT_EPS = Math.scalb(1.0, -23);

  private FrontEndPresets() {}

  static FrontEndConfig librosa() {
    FrontEndDraft draft = new FrontEndDraft();
    draft.kind = Kind.LIBROSA;
    draft.sampleRate = 16_000;
    draft.windowSamples = 1024;
    draft.fftSize = 1024;
    draft.hopSamples = 160;
    draft.mels = 128;
    draft.minHz = 60;
    draft.maxHz = 7800;
    draft.melScale = MelScale.SLANEY;
    draft.melNorm = MelNorm.SLANEY;
    draft.logFloor = FLOAT_EPS;
    draft.frames = 512;
    return draft.build();
  }

  static FrontEndConfig kaldi(int sampleRate) {
    FrontEndDraft draft = new FrontEndDraft();
    draft.kind = Kind.KALDI;
    draft.sampleRate = sampleRate;
    draft.windowSamples = (int) (sampleRate * 25L / 1000);
    draft.fftSize = Math.max(2, Integer.highestOneBit(2 * draft.windowSamples - 1));
    draft.hopSamples = (int) (sampleRate * 10L / 1000);
    draft.mels = 128;
    draft.minHz = 20;
    draft.maxHz = sampleRate / 2.0;
    draft.melScale = MelScale.HTK;
    draft.melNorm = MelNorm.NONE;
    draft.preEmphasis = 0.97;
    draft.subtractMean = true;
    draft.logFloor = FLOAT_EPS;
    draft.frames = 1024;
    draft.mean = -4.2677393;
    draft.std = 2 * 4.5689974;
    return draft.build();
  }

  static FrontEndConfig librosaPcen() {
    return librosa().with(draft -> draft.output = Output.PCEN);
  }

  static FrontEndConfig librosaMfcc() {
    return librosa()
        .with(
            draft -> {
              draft.output = Output.MFCC;
              draft.logFloor = 1e-10;
              draft.cepstra = 20;
            });
  }

  static FrontEndConfig kaldiMfcc() {
    return FrontEndConfig.kaldi()
        .with(
            draft -> {
              draft.output = Output.MFCC;
              draft.window = WindowShape.POVEY;
              draft.mels = 23;
              draft.subtractMean = false;
              draft.cepstra = 13;
              draft.lifter = 22;
              draft.mean = 0;
              draft.std = 1;
            });
  }
}
