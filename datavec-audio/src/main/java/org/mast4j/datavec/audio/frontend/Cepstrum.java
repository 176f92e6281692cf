package org.mast4j.datavec.audio.frontend;

/**
 * The first coefficients of each frame's orthonormal cosine transform (DCT-II), liftered as Kaldi
 * does it: C_k (1 + lifter / 2 sin(pi k / lifter)).
 */
final class Cepstrum implements SpectrogramStep {

  private final int mels;

  /** [cepstra, mels], the lifter included. */
  private final double[][] basis;

  Cepstrum(FrontEndConfig config) {
    this.mels = config.mels();
    this.basis = new double[config.cepstra()][mels];
    for (int k = 0; k < basis.length; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / mels);
      if (config.lifter() > 0) {
        scale *= 1 + config.lifter() / 2 * Math.sin(Math.PI * k / config.lifter());
      }
      for (int m = 0; m < mels; m++) {
        basis[k][m] = scale * Math.cos(Math.PI / mels * (m + 0.5) * k);
      }
    }
  }

  @Override
  public Spectrogram apply(Spectrogram logMel) {
    float[] cepstra = new float[logMel.frames() * basis.length];
    for (int t = 0; t < logMel.frames(); t++) {
      for (int k = 0; k < basis.length; k++) {
        double sum = 0;
        for (int m = 0; m < mels; m++) {
          sum += basis[k][m] * logMel.at(t, m);
        }
        cepstra[t * basis.length + k] = (float) sum;
      }
    }
    return new Spectrogram(cepstra, logMel.frames(), basis.length);
  }
}
