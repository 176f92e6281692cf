package org.mast4j.datavec.audio.resample;

/** The low-pass filter of a {@link Resampler}: a sinc under a window. */
public enum ResamplingFilter {
  /**
   * The default: 96 samples of the lower rate to either side under a Kaiser window. Flat within
   * 1e-4 up to 93 % of the lower Nyquist rate; what lies above that Nyquist rate is suppressed by
   * 100 dB.
   */
  KAISER(96, 1 - 0.067 / 2) {
    @Override
    double window(double x) {
      return besselI0(BETA * Math.sqrt(1 - x * x)) / besselI0(BETA);
    }
  },

  /**
   * torchaudio.functional.resample with its default parameters (lowpass_filter_width 6, rolloff
   * 0.99, sinc_interp_hann), for models whose training data went through it. It is short: what lies
   * 5 % above the new Nyquist rate comes back only 10 dB lower, 20 % above it 29 dB.
   */
  TORCHAUDIO(6 / 0.99, 0.99) {
    @Override
    double window(double x) {
      double cosine = Math.cos(Math.PI * x / 2);
      return cosine * cosine;
    }

    /** In float, as torchaudio has it: where the period is long, that shows in the fifth digit. */
    @Override
    double periods(int input, int inputs, int output, int outputs) {
      return (float) input / inputs - (float) output / outputs;
    }
  };

  /** Kaiser's beta for 100 dB: 0.1102 (100 - 8.7). */
  private static final double BETA = 10.06;

  private final double halfWidth;
  private final double rolloff;

  ResamplingFilter(double halfWidth, double rolloff) {
    this.halfWidth = halfWidth;
    this.rolloff = rolloff;
  }

  /** How far the window reaches, in samples of the lower rate: sets the transition's width. */
  double halfWidth() {
    return halfWidth;
  }

  /** Where the filter is down to a half, as a share of the lower Nyquist rate. */
  double rolloff() {
    return rolloff;
  }

  /** The window at x in [-1, 1]. */
  abstract double window(double x);

  /**
   * How far an input sample lies behind an output sample, in periods of {@code inputs} input and
   * {@code outputs} output samples.
   */
  double periods(int input, int inputs, int output, int outputs) {
    return (double) input / inputs - (double) output / outputs;
  }

  /** The modified Bessel function of order zero, by its power series. */
  private static double besselI0(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= (x / (2 * k)) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }
}
