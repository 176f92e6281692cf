package org.mast4j.datavec.audio.frontend;

import java.io.Serializable;
import java.util.Objects;
import java.util.function.Consumer;
import org.mast4j.datavec.audio.resample.ResamplingFilter;

/**
 * Every constant of a front end; start from {@link #librosa()} or {@link #kaldi()} and change it by
 * the {@code with} methods.
 *
 * @param kind which recipe: how frames are laid, which mel scale, how the log is floored
 * @param output what becomes of the mel power
 * @param sampleRate Hz; clips of another rate are resampled to it
 * @param resampling the filter by which they are
 * @param windowSamples length of the analysis window
 * @param window its shape; the librosa recipe has HANN alone
 * @param fftSize FFT length, at least the window's; even
 * @param hopSamples samples from one frame to the next
 * @param mels F, mel bins
 * @param minHz lower edge of the lowest mel filter
 * @param maxHz upper edge of the highest mel filter, at most half the sample rate
 * @param melScale how the filters are spaced; the kaldi recipe has HTK alone
 * @param melNorm how the filters are scaled; the kaldi recipe has NONE alone
 * @param preEmphasis coefficient of x[t] - c x[t-1] in each frame; 0 switches it off
 * @param subtractMean whether the clip's mean is taken off the waveform first (as YuanGongND/ast
 *     does and transformers' ASTFeatureExtractor doesn't)
 * @param logFloor in units of mel power: added before the log (librosa) or its lower bound (kaldi,
 *     and MFCC of both); PCEN takes no log
 * @param cepstra how many coefficients MFCC keeps, C0 first; 0 for other outputs
 * @param lifter of Kaldi's MFCC, the sinusoidal one; 0 switches it off
 * @param frames T, the number of frames that the model sees: clips are cut or padded to it
 * @param mean taken off every value by {@link #normalize}
 * @param std divides every value in {@link #normalize}
 */
public record FrontEndConfig(
    Kind kind,
    Output output,
    int sampleRate,
    ResamplingFilter resampling,
    int windowSamples,
    WindowShape window,
    int fftSize,
    int hopSamples,
    int mels,
    double minHz,
    double maxHz,
    MelScale melScale,
    MelNorm melNorm,
    double preEmphasis,
    boolean subtractMean,
    double logFloor,
    int cepstra,
    double lifter,
    int frames,
    double mean,
    double std)
    implements Serializable {

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
    require(sampleRate > 0, "sampleRate must be positive", sampleRate);
    require(windowSamples >= 2, "windowSamples must be at least 2", windowSamples);
    require(
        fftSize >= windowSamples && fftSize % 2 == 0,
        "fftSize must be even and at least the window's " + windowSamples,
        fftSize);
    require(hopSamples > 0, "hopSamples must be positive", hopSamples);
    require(mels > 0, "mels must be positive", mels);
    require(minHz >= 0, "minHz must not be negative", minHz);
    require(
        maxHz > minHz && maxHz <= sampleRate / 2.0,
        "maxHz must lie above minHz and not above half the sample rate",
        maxHz);
    require(
        kind == Kind.LIBROSA || melScale == MelScale.HTK,
        "melScale of the kaldi front end must be HTK",
        melScale);
    require(
        kind == Kind.LIBROSA || melNorm == MelNorm.NONE,
        "melNorm of the kaldi front end must be NONE",
        melNorm);
    require(preEmphasis >= 0 && preEmphasis <= 1, "preEmphasis must lie in [0, 1]", preEmphasis);
    require(
        kind == Kind.KALDI || preEmphasis == 0,
        "preEmphasis belongs to the kaldi front end alone; it must be 0 here",
        preEmphasis);
    require(logFloor > 0 && logFloor < 1, "logFloor must lie in (0, 1)", logFloor);
    require(
        kind == Kind.LIBROSA || output != Output.PCEN,
        "output of the kaldi front end must be LOG_MEL or MFCC",
        output);
    require(
        kind == Kind.KALDI || window == WindowShape.HANN,
        "window of the librosa front end must be HANN",
        window);
    require(
        output == Output.MFCC ? cepstra > 0 && cepstra <= mels : cepstra == 0,
        "cepstra must lie in 1.." + mels + " for MFCC and be 0 for other outputs",
        cepstra);
    require(
        lifter == 0 || (output == Output.MFCC && lifter > 0 && Double.isFinite(lifter)),
        "lifter must be 0, or positive for MFCC",
        lifter);
    require(
        kind == Kind.KALDI || lifter == 0,
        "lifter belongs to the kaldi front end alone; it must be 0 here",
        lifter);
    require(
        (long) mels * fftSize <= Spectrogram.MOST_VALUES,
        "mels must be at most " + Spectrogram.MOST_VALUES / fftSize + " for an FFT of " + fftSize,
        mels);
    require(frames > 0, "frames must be positive", frames);
    require(
        (long) frames * mels <= Spectrogram.MOST_VALUES,
        "frames must be at most " + Spectrogram.MOST_VALUES / mels + " for " + mels + " mels",
        frames);
    require(Double.isFinite(mean), "mean must be finite", mean);
    require(std > 0 && Double.isFinite(std), "std must be positive", std);
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

  /** A copy whose model sees {@code frames} frames. */
  public FrontEndConfig withFrames(int frames) {
    return with(draft -> draft.frames = frames);
  }

  /** A copy with {@code mels} mel bins over the same band. */
  public FrontEndConfig withMels(int mels) {
    return with(draft -> draft.mels = mels);
  }

  /** A copy with another frame step, in samples. */
  public FrontEndConfig withHopSamples(int hopSamples) {
    return with(draft -> draft.hopSamples = hopSamples);
  }

  /** A copy whose mel filters cover another band. */
  public FrontEndConfig withBand(double minHz, double maxHz) {
    return with(
        draft -> {
          draft.minHz = minHz;
          draft.maxHz = maxHz;
        });
  }

  /** A copy whose mel filters are spaced and scaled otherwise, as librosa's htk and norm do. */
  public FrontEndConfig withMelFilters(MelScale melScale, MelNorm melNorm) {
    return with(
        draft -> {
          draft.melScale = melScale;
          draft.melNorm = melNorm;
        });
  }

  /** A copy that resamples clips of another rate by another filter. */
  public FrontEndConfig withResampling(ResamplingFilter resampling) {
    return with(draft -> draft.resampling = resampling);
  }

  /** A copy that keeps another number of MFCC's cepstra. */
  public FrontEndConfig withCepstra(int cepstra) {
    return with(draft -> draft.cepstra = cepstra);
  }

  /** A copy that takes the clip's mean off the waveform first, or doesn't. */
  public FrontEndConfig withSubtractMean(boolean subtractMean) {
    return with(draft -> draft.subtractMean = subtractMean);
  }

  /** A copy that normalises by other statistics. */
  public FrontEndConfig withStatistics(double mean, double std) {
    return with(
        draft -> {
          draft.mean = mean;
          draft.std = std;
        });
  }

  FrontEndConfig with(Consumer<FrontEndDraft> change) {
    FrontEndDraft draft = new FrontEndDraft(this);
    change.accept(draft);
    return draft.build();
  }

  private static void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", was " + value);
    }
  }
}
