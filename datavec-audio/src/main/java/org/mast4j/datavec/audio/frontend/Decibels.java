package org.mast4j.datavec.audio.frontend;

/** Power to decibels below 1, as librosa 0.11's power_to_db by default. */
final class Decibels implements SpectrogramStep {

  /** What lies further below a clip's loudest value is raised to that distance. */
  private static final double RANGE = 80;

  private final double floor;

  /** With a lower bound of the power. */
  Decibels(double floor) {
    this.floor = floor;
  }

  @Override
  public Spectrogram apply(Spectrogram power) {
    float[] decibels = new float[power.values().length];
    float loudest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < decibels.length; i++) {
      decibels[i] = (float) (10 * Math.log10(Math.max(floor, power.values()[i])));
      loudest = Math.max(loudest, decibels[i]);
    }
    float lowest = (float) (loudest - RANGE);
    for (int i = 0; i < decibels.length; i++) {
      decibels[i] = Math.max(lowest, decibels[i]);
    }
    return new Spectrogram(decibels, power.frames(), power.mels());
  }
}
