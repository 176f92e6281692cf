package org.mast4j.datavec.audio.frontend;

import org.mast4j.datavec.audio.frontend.FrontEndConfig.Kind;
import org.mast4j.datavec.audio.frontend.FrontEndConfig.Output;
import org.mast4j.settings.Settings;

/** The constants of {@link FrontEndConfig}'s presets. */
final class FrontEndPresets {

  private FrontEndPresets() {}

  static FrontEndConfig librosa() {
    return Settings.defaults(FrontEndConfig.class);
  }

  static FrontEndConfig kaldi(int sampleRate) {
    int window = (int) (sampleRate * 25L / 1000);
    return librosa()
        .with(
            config ->
                config
                    .kind(Kind.KALDI)
                    .sampleRate(sampleRate)
                    .windowSamples(window)
                    .fftSize(Math.max(2, Integer.highestOneBit(2 * window - 1)))
                    .hopSamples((int) (sampleRate * 10L / 1000))
                    .minHz(20)
                    .maxHz(sampleRate / 2.0)
                    .melScale(MelScale.HTK)
                    .melNorm(MelNorm.NONE)
                    .preEmphasis(0.97)
                    .subtractMean(true)
                    .frames(1024)
                    .mean(-4.2677393)
                    .std(2 * 4.5689974));
  }

  static FrontEndConfig librosaPcen() {
    return librosa().withOutput(Output.PCEN);
  }

  static FrontEndConfig librosaMfcc() {
    return librosa().with(config -> config.output(Output.MFCC).logFloor(1e-10).cepstra(20));
  }

  static FrontEndConfig kaldiMfcc() {
    return FrontEndConfig.kaldi()
        .with(
            config ->
                config
                    .output(Output.MFCC)
                    .window(WindowShape.POVEY)
                    .mels(23)
                    .subtractMean(false)
                    .cepstra(13)
                    .lifter(22)
                    .mean(0)
                    .std(1));
  }
}
