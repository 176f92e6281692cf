package org.mast4j.datavec.audio.frontend;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.mast4j.datavec.audio.resample.ResamplingFilter;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;

/**
 * Every constant of a front end; start from {@link #librosa()}, which the defaults are, or {@link
 * #kaldi()} and change it by the {@code with} methods.
 */
@RecordBuilder
public record FrontEndConfig(
    @Setting(
            value = "The recipe: how frames are laid, which mel scale, how the log is floored.",
            byDefault = "LIBROSA")
        Kind kind,
    @Setting(value = "What becomes of the mel power.", byDefault = "LOG_MEL") Output output,
    @Setting(
            value = "Sample rate in Hz, to which clips of another rate are resampled.",
            byDefault = "16000")
        int sampleRate,
    @Setting(value = "The filter by which they are resampled.", byDefault = "KAISER")
        ResamplingFilter resampling,
    @Setting(value = "Length of the analysis window in samples.", byDefault = "1024")
        int windowSamples,
    @Setting(value = "The window's shape; the librosa recipe has HANN alone.", byDefault = "HANN")
        WindowShape window,
    @Setting(value = "FFT length in samples, at least the window's; even.", byDefault = "1024")
        int fftSize,
    @Setting(value = "Samples from one frame to the next.", byDefault = "160") int hopSamples,
    @Setting(value = "F, mel bins.", byDefault = "128") int mels,
    @Setting(value = "Lower edge of the lowest mel filter in Hz.", byDefault = "60") double minHz,
    @Setting(
            value = "Upper edge of the highest mel filter in Hz, at most half the sample rate.",
            byDefault = "7800")
        double maxHz,
    @Setting(
            value = "How the filters are spaced; the kaldi recipe has HTK alone.",
            byDefault = "SLANEY")
        MelScale melScale,
    @Setting(
            value = "How the filters are scaled; the kaldi recipe has NONE alone.",
            byDefault = "SLANEY")
        MelNorm melNorm,
    @Setting(
            value = "Coefficient c of x[t] - c x[t-1] in each frame; 0 switches it off.",
            byDefault = "0")
        double preEmphasis,
    // as YuanGongND/ast does and transformers' ASTFeatureExtractor doesn't
    @Setting(
            value = "Whether the clip's mean is taken off the waveform first.",
            byDefault = "false")
        boolean subtractMean,
    // torch.finfo(torch.float32).eps
    @Setting(
            value =
                "In units of mel power: added before the log (librosa) or its lower bound (kaldi,"
                    + " and MFCC of both); PCEN takes no log.",
            byDefault = "1.1920928955078125e-7",
            scale = Scale.LOGARITHMIC)
        double logFloor,
    @Setting(
            value = "How many coefficients MFCC keeps, C0 first; 0 for other outputs.",
            byDefault = "0")
        int cepstra,
    @Setting(
            value = "Lifter of Kaldi's MFCC, the sinusoidal one; 0 switches it off.",
            byDefault = "0")
        double lifter,
    @Setting(
            value = "T, the frames that the model sees: clips are cut or padded to it.",
            byDefault = "512")
        int frames,
    @Setting(value = "Taken off every value in normalisation.", byDefault = "0") double mean,
    @Setting(value = "Divides every value in normalisation.", byDefault = "1") double std)
    implements Serializable, FrontEndConfigBuilder.With {

  /** The recipe that the constants parametrise. */
  public enum Kind {
    /** Centred frames with zeros beyond the edges; triangles over Hz; log(x + floor). */
    LIBROSA,
    /**
     * Frames that fit into the clip, each freed of its mean; triangles over mels; log(max(x,
     * floor)).
     */
    KALDI
  }

  /** What becomes of the mel power of a frame. */
  public enum Output {
    /** Its natural logarithm, F values. */
    LOG_MEL,
    /** Per-channel energy normalisation by librosa.pcen's default constants, F values. */
    PCEN,
    /**
     * The cosine transform of its logarithm, {@link #cepstra} values: in decibels down to 80 below
     * the clip's loudest (librosa), or natural (kaldi).
     */
    MFCC
  }

  public FrontEndConfig {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(resampling, "resampling");
    Objects.requireNonNull(melScale, "melScale");
    Objects.requireNonNull(melNorm, "melNorm");
    Require.positive("sampleRate", sampleRate);
    Require.that(windowSamples >= 2, "windowSamples", windowSamples, "at least 2");
    Require.that(
        fftSize >= windowSamples && fftSize % 2 == 0,
        "fftSize",
        fftSize,
        "an even number, at least windowSamples " + windowSamples);
    Require.positive("hopSamples", hopSamples);
    Require.positive("mels", mels);
    Require.notNegative("minHz", minHz);
    Require.that(
        maxHz > minHz && maxHz <= sampleRate / 2.0,
        "maxHz",
        maxHz,
        "above minHz " + minHz + ", at most half the sample rate " + sampleRate);
    Require.that(preEmphasis >= 0 && preEmphasis <= 1, "preEmphasis", preEmphasis, "0 to 1");
    Require.that(logFloor > 0 && logFloor < 1, "logFloor", logFloor, "above 0, below 1");
    boolean kaldi = kind == Kind.KALDI;
    Require.that(
        !kaldi || melScale == MelScale.HTK, "melScale", melScale, "HTK in the kaldi front end");
    Require.that(
        !kaldi || melNorm == MelNorm.NONE, "melNorm", melNorm, "NONE in the kaldi front end");
    Require.that(
        !kaldi || output != Output.PCEN,
        "output",
        output,
        "LOG_MEL or MFCC in the kaldi front end");
    Require.that(
        kaldi || window == WindowShape.HANN, "window", window, "HANN in the librosa front end");
    Require.that(
        kaldi || preEmphasis == 0, "preEmphasis", preEmphasis, "0 in the librosa front end");
    Require.that(kaldi || lifter == 0, "lifter", lifter, "0 in the librosa front end");
    Require.that(
        output == Output.MFCC ? cepstra > 0 && cepstra <= mels : cepstra == 0,
        "cepstra",
        cepstra,
        "1 to " + mels + " for MFCC and 0 for other outputs");
    Require.that(
        lifter == 0 || (output == Output.MFCC && lifter > 0 && Double.isFinite(lifter)),
        "lifter",
        lifter,
        "0, or a positive number for MFCC");
    Require.that(
        (long) mels * fftSize <= Spectrogram.MOST_VALUES,
        "mels",
        mels,
        "at most " + Spectrogram.MOST_VALUES / fftSize + " for an FFT of " + fftSize);
    Require.positive("frames", frames);
    Require.that(
        (long) frames * mels <= Spectrogram.MOST_VALUES,
        "frames",
        frames,
        "at most " + Spectrogram.MOST_VALUES / mels + " for " + mels + " mels");
    Require.finite("mean", mean);
    Require.positive("std", std);
  }

  /**
   * LAPE's log-mel: 16 kHz, 1024-point FFT every 10 ms, 128 Slaney mels, 60-7800 Hz, 512 frames.
   */
  public static FrontEndConfig librosa() {
    return FrontEndPresets.librosa();
  }

  /**
   * AST's filter bank: 16 kHz, 25 ms every 10 ms, 128 HTK mels, 20-8000 Hz, 1024 frames, and the
   * AudioSet statistics of YuanGongND/ast, whose normalisation is (x - mean) / (2 std).
   */
  public static FrontEndConfig kaldi() {
    return kaldi(16_000);
  }

  /**
   * {@link #kaldi()} at another sample rate, as torchaudio's {@code kaldi.fbank} has it: 25 ms
   * every 10 ms, an FFT of the next power of two, mels up to half the rate.
   */
  public static FrontEndConfig kaldi(int sampleRate) {
    return FrontEndPresets.kaldi(sampleRate);
  }

  /**
   * {@link #librosa()} with per-channel energy normalisation, as librosa.pcen has it, for a log.
   */
  public static FrontEndConfig librosaPcen() {
    return FrontEndPresets.librosaPcen();
  }

  /** {@link #librosa()}'s frames and mels as 20 cepstra, by librosa.feature.mfcc's defaults. */
  public static FrontEndConfig librosaMfcc() {
    return FrontEndPresets.librosaMfcc();
  }

  /** Kaldi's MFCC by torchaudio's defaults: 13 cepstra of 23 mels, Povey's window, lifter 22. */
  public static FrontEndConfig kaldiMfcc() {
    return FrontEndPresets.kaldiMfcc();
  }

  /** Values of a frame: F mel bins, or MFCC's cepstra. */
  public int width() {
    return output == Output.MFCC ? cepstra : mels;
  }

  /**
   * The centre of a mel filter in Hz.
   *
   * @param mel from 0, the lowest, to F - 1
   */
  public double centreHz(int mel) {
    Require.that(mel >= 0 && mel < mels, "mel", mel, "0 to " + (mels - 1));
    double low = melScale.toMels(minHz);
    double high = melScale.toMels(maxHz);
    return melScale.toHz(low + (mel + 1) * (high - low) / (mels + 1));
  }

  /** The value that fills frames beyond the clip's end, before normalisation. */
  public float padValue() {
    if (output != Output.LOG_MEL) {
      return 0;
    }
    return switch (kind) {
      // what digital silence gives
      case LIBROSA -> (float) Math.log(logFloor);
      // YuanGongND/ast pads the filter bank itself with zeros (src/dataloader.py, ZeroPad2d)
      case KALDI -> 0f;
    };
  }

  /** Cuts or pads a raw spectrogram to {@link #frames()}. */
  public Spectrogram fit(Spectrogram raw) {
    return raw.fitFrames(frames, padValue());
  }

  /** (x - mean) / std of every value. */
  public Spectrogram normalize(Spectrogram raw) {
    return raw.standardize(mean, std);
  }

  /**
   * What a model sees of a clip from a frame on: {@link #fit} and {@link #normalize}.
   *
   * @param raw spectrogram of the whole clip
   * @param start first frame
   * @param room of {@link #frames()} x {@link #width()} values, which become the window's
   */
  public Spectrogram window(Spectrogram raw, int start, float[] room) {
    int values = Math.min(frames, raw.frames() - start) * raw.mels();
    System.arraycopy(raw.values(), start * raw.mels(), room, 0, values);
    Arrays.fill(room, values, room.length, padValue());
    Spectrogram.scale(room, mean, std);
    return new Spectrogram(room, frames, raw.mels());
  }

  /** A copy that normalises by other statistics. */
  public FrontEndConfig withStatistics(double newMean, double newStd) {
    return with(config -> config.mean(newMean).std(newStd));
  }
}
