package org.mast4j.notebook.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;

/** A log-mel spectrogram, and below it the same under what a model attends to in it. */
public final class AttentionPicture {
  private static final int WIDTH = 1024;
  private static final int PANEL = 256;
  private static final int LEFT = 16;
  private static final int TITLE = 28;
  private static final int AXIS = 30;

  /** Lies outside of the spectrogram's colours, which have no green. */
  private static final int OVERLAY = 0x3dff9a;

  /** The most that the overlay hides of the spectrogram. */
  private static final double MAX_OPACITY = 0.75;

  private AttentionPicture() {}

  /**
   * The picture as PNG.
   *
   * @param map [H, W] over the grid's patches; shown from its least to its largest value
   */
  public static byte[] png(
      Spectrogram window, double[][] map, PatchGrid grid, FrontEndConfig frontEnd) {
    BufferedImage logMel = Heat.image(window);
    BufferedImage picture =
        new BufferedImage(WIDTH + 2 * LEFT, 2 * (TITLE + PANEL) + AXIS, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    panel(graphics, "log-mel, low mels at the bottom", logMel, 0);
    panel(graphics, "with the model's attention (green)", overlaid(logMel, map, grid), 1);
    double seconds = (double) window.frames() * frontEnd.hopSamples() / frontEnd.sampleRate();
    timeAxis(graphics, seconds, 2 * (TITLE + PANEL));
    graphics.dispose();
    return Png.encode(picture);
  }

  private static void panel(Graphics2D graphics, String title, BufferedImage image, int row) {
    int top = row * (TITLE + PANEL);
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawString(title, LEFT, top + TITLE - 9);
    graphics.drawImage(image, LEFT, top + TITLE, WIDTH, PANEL, null);
  }

  /** About eight ticks at 1, 2 or 5 times a power of ten. */
  private static void timeAxis(Graphics2D graphics, double seconds, int top) {
    double step = tickStep(seconds, 8);
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step)));
    graphics.setColor(Color.DARK_GRAY);
    for (int i = 0; i * step <= seconds; i++) {
      int x = LEFT + (int) Math.round(i * step / seconds * (WIDTH - 1));
      graphics.drawLine(x, top, x, top + 5);
      String label = ("%." + decimals + "f s").formatted(i * step);
      int half = graphics.getFontMetrics().stringWidth(label) / 2;
      int left = Math.max(2, Math.min(x - half, WIDTH + 2 * LEFT - 2 * half - 4));
      graphics.drawString(label, left, top + 20);
    }
  }

  /** The least of 1, 2 or 5 times a power of ten by which a length has at most so many ticks. */
  static double tickStep(double length, int most) {
    double power = Math.pow(10, Math.floor(Math.log10(length / most)));
    return Arrays.stream(new double[] {1, 2, 5, 10})
        .map(factor -> factor * power)
        .filter(candidate -> length / candidate <= most)
        .findFirst()
        .orElseThrow();
  }

  /** The log-mel, one pixel a value, with the map between the patches' centres on it. */
  static BufferedImage overlaid(BufferedImage logMel, double[][] map, PatchGrid grid) {
    double low = Arrays.stream(map).flatMapToDouble(Arrays::stream).min().orElseThrow();
    double high = Arrays.stream(map).flatMapToDouble(Arrays::stream).max().orElseThrow();
    BufferedImage image =
        new BufferedImage(logMel.getWidth(), logMel.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      int mel = image.getHeight() - 1 - y;
      double row = patch(mel, grid.patchMels(), grid.strideMels(), grid.paddingMels(), map.length);
      for (int frame = 0; frame < image.getWidth(); frame++) {
        double column =
            patch(
                frame,
                grid.patchFrames(),
                grid.strideFrames(),
                grid.paddingFrames(),
                map[0].length);
        double level = high > low ? (between(map, row, column) - low) / (high - low) : 0;
        image.setRGB(frame, y, mix(logMel.getRGB(frame, y), MAX_OPACITY * level));
      }
    }
    return image;
  }

  /** The place of a mel or frame among the patches' centres. */
  private static double patch(int cell, int size, int stride, int padding, int count) {
    double place = (cell + padding - (size - 1) / 2.0) / stride;
    return Math.max(0, Math.min(count - 1, place));
  }

  private static double between(double[][] map, double row, double column) {
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(top + 1, map.length - 1);
    int right = Math.min(left + 1, map[0].length - 1);
    double across = column - left;
    double above = (1 - across) * map[top][left] + across * map[top][right];
    double below = (1 - across) * map[bottom][left] + across * map[bottom][right];
    return above + (row - top) * (below - above);
  }

  private static int mix(int rgb, double opacity) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = rgb >> shift & 0xff;
      int to = OVERLAY >> shift & 0xff;
      mixed |= (int) Math.round(from + opacity * (to - from)) << shift;
    }
    return mixed;
  }
}
