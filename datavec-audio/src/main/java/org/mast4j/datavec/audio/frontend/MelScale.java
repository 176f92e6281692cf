package org.mast4j.datavec.audio.frontend;

/** How pitch in mels grows with frequency. */
public enum MelScale {
  /** Slaney's Auditory Toolbox: 200/3 Hz a mel up to 1 kHz, logarithmic above (librosa's own). */
  SLANEY {
    @Override
    public double toMels(double hz) {
      return hz < LOG_FROM_HZ
          ? hz / HZ_PER_MEL
          : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP;
    }

    @Override
    public double toHz(double mels) {
      return mels < LOG_FROM_MEL
          ? mels * HZ_PER_MEL
          : LOG_FROM_HZ * Math.exp(LOG_STEP * (mels - LOG_FROM_MEL));
    }
  },

  /** HTK and Kaldi: 1127 ln(1 + hz / 700). */
  HTK {
    @Override
    public double toMels(double hz) {
      return 1127 * Math.log(1 + hz / 700);
    }

    @Override
    public double toHz(double mels) {
      return 700 * (Math.exp(mels / 1127) - 1);
    }
  };

  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double LOG_FROM_HZ = 1000;
  private static final double LOG_FROM_MEL = LOG_FROM_HZ / HZ_PER_MEL;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  /** The pitch of a frequency. */
  public abstract double toMels(double hz);

  /** The frequency of a pitch. */
  public abstract double toHz(double mels);
}
