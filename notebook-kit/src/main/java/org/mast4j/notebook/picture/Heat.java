package org.mast4j.notebook.picture;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * Values as pictures, one pixel a value; of spectrograms time to the right, low mels at the bottom.
 */
public final class Heat {

  /** Matplotlib's magma at 0, 1/8, ..., 1. */
  private static final int[] MAGMA = {
    0x000004, 0x1d1147, 0x51127c, 0x832681, 0xb73779, 0xe75263, 0xfc8961, 0xfec488, 0xfcfdbf
  };

  /** The share of values at either end that the colours don't tell apart. */
  private static final double CLIPPED = 0.01;

  private Heat() {}

  /** The picture of {@code s}, coloured from its 1st to its 99th percentile. */
  public static BufferedImage image(Spectrogram s) {
    float[] sorted = s.values().clone();
    Arrays.sort(sorted);
    int cut = (int) (CLIPPED * (sorted.length - 1));
    float low = sorted[cut];
    float range = sorted[sorted.length - 1 - cut] - low;
    BufferedImage image = new BufferedImage(s.frames(), s.mels(), BufferedImage.TYPE_INT_RGB);
    for (int frame = 0; frame < s.frames(); frame++) {
      for (int mel = 0; mel < s.mels(); mel++) {
        double level = range > 0 ? (s.at(frame, mel) - low) / range : 0;
        image.setRGB(frame, s.mels() - 1 - mel, color(level));
      }
    }
    return image;
  }

  /**
   * The picture of a table, its first row at the top.
   *
   * @param levels [rows][columns], 0 for the darkest colour, 1 for the brightest
   */
  public static BufferedImage image(double[][] levels) {
    BufferedImage image =
        new BufferedImage(levels[0].length, levels.length, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < levels.length; y++) {
      for (int x = 0; x < levels[y].length; x++) {
        image.setRGB(x, y, color(levels[y][x]));
      }
    }
    return image;
  }

  /** A picture as a URL that holds it. */
  public static String dataUrl(BufferedImage image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.encode(image));
  }

  /** The colour of a level from 0, the darkest, to 1, the brightest, as RGB. */
  static int color(double level) {
    double x = Math.min(1, Math.max(0, level)) * (MAGMA.length - 1);
    int i = Math.min((int) x, MAGMA.length - 2);
    double t = x - i;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = MAGMA[i] >> shift & 0xff;
      int to = MAGMA[i + 1] >> shift & 0xff;
      rgb |= (int) Math.round(from + t * (to - from)) << shift;
    }
    return rgb;
  }
}
