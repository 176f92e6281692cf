package org.mast4j.notebook.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndConfig.Output;
import org.mast4j.datavec.audio.frontend.MelScale;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Pictures of a size for a page, each by one call; time to the right, low mels at the bottom. */
public final class Pictures {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 160;
  private static final int LEFT = 48;
  private static final int BOTTOM = 34;
  private static final int MARGIN = 12;
  private static final int TITLE = 22;
  private static final int CELL_WIDTH = 46;
  private static final int CELL_HEIGHT = 26;
  private static final double[] HERTZ = {100, 200, 500, 1000, 2000, 5000, 10_000};
  private static final int TICK_GAP = 16; // pixels between two labels of an axis, at least
  private static final Color INK = new Color(0x1c2430);
  private static final Color SOFT = new Color(0x5b6675);
  private static final Color BORDER = new Color(255, 255, 255, 110);
  private static final int UNSEEN = 0xb9c0c9;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);

  private Pictures() {}

  /** A spectrogram without axes. */
  public static BufferedImage logMel(Spectrogram s) {
    return scaled(Heat.image(s));
  }

  /** A spectrogram with seconds and, where its rows are mels, Hz at its sides. */
  public static BufferedImage logMel(Spectrogram s, FrontEndConfig frontEnd) {
    return withAxes(scaled(Heat.image(s)), s, frontEnd);
  }

  /**
   * A spectrogram as a model with patches has it: borders are where patches begin, and what no
   * patch covers is greyed.
   *
   * @param kept numbers of the patches that there are, rows of low mels first
   */
  public static BufferedImage patches(Spectrogram s, PatchGrid grid, int[] kept) {
    boolean[][] covered = new boolean[s.mels()][s.frames()];
    for (int patch : kept) {
      int low = patch / grid.columns() * grid.strideMels() - grid.paddingMels();
      int left = patch % grid.columns() * grid.strideFrames() - grid.paddingFrames();
      for (int mel = Math.max(0, low); mel < Math.min(s.mels(), low + grid.patchMels()); mel++) {
        int right = Math.min(s.frames(), left + grid.patchFrames());
        Arrays.fill(covered[mel], Math.max(0, left), right, true);
      }
    }
    BufferedImage values = Heat.image(s);
    for (int mel = 0; mel < s.mels(); mel++) {
      for (int frame = 0; frame < s.frames(); frame++) {
        if (!covered[mel][frame]) {
          values.setRGB(frame, s.mels() - 1 - mel, UNSEEN);
        }
      }
    }
    BufferedImage image = scaled(values);
    Graphics2D graphics = graphics(image);
    graphics.setColor(BORDER);
    for (int row = 0; row < grid.rows(); row++) {
      double y = HEIGHT * (1 - (double) (row * grid.strideMels() - grid.paddingMels()) / s.mels());
      graphics.draw(new Line2D.Double(0, y, WIDTH, y));
    }
    for (int column = 0; column < grid.columns(); column++) {
      double x =
          (double) WIDTH * (column * grid.strideFrames() - grid.paddingFrames()) / s.frames();
      graphics.draw(new Line2D.Double(x, 0, x, HEIGHT));
    }
    graphics.dispose();
    return image;
  }

  /** As {@link #patches(Spectrogram, PatchGrid, int[])}, with all patches of the grid. */
  public static BufferedImage patches(Spectrogram s, PatchGrid grid) {
    return patches(s, grid, IntStream.range(0, grid.size()).toArray());
  }

  /**
   * A spectrogram under what a model attends to in it, in green.
   *
   * @param map [H, W] over the grid's patches; shown from its least to its largest value
   */
  public static BufferedImage attention(
      Spectrogram s, INDArray map, PatchGrid grid, FrontEndConfig frontEnd) {
    BufferedImage image = AttentionPicture.overlaid(Heat.image(s), map.toDoubleMatrix(), grid);
    return withAxes(scaled(image), s, frontEnd);
  }

  /**
   * A table of numbers, coloured from the least to the largest.
   *
   * @param values [rows][columns]
   * @param format of {@link String#format}: {@code "%.2f"}
   */
  public static BufferedImage table(
      double[][] values, List<String> rows, List<String> columns, String format) {
    double low = Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElseThrow();
    double high = Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElseThrow();
    return table(values, rows, columns, format, low, high);
  }

  /**
   * A table of numbers, coloured from {@code low} to {@code high}, so that tables can be compared.
   *
   * @param values [rows][columns]
   */
  public static BufferedImage table(
      double[][] values,
      List<String> rows,
      List<String> columns,
      String format,
      double low,
      double high) {
    FontMetrics metrics =
        graphics(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)).getFontMetrics();
    int left = 2 * MARGIN + rows.stream().mapToInt(metrics::stringWidth).max().orElseThrow();
    int top = 2 * MARGIN + columns.stream().mapToInt(metrics::stringWidth).max().orElseThrow();
    BufferedImage image =
        blank(
            left + columns.size() * CELL_WIDTH + MARGIN, top + rows.size() * CELL_HEIGHT + MARGIN);
    Graphics2D graphics = graphics(image);
    for (int column = 0; column < columns.size(); column++) {
      Graphics2D turned = (Graphics2D) graphics.create();
      turned.rotate(-Math.PI / 2, left + (column + 0.5) * CELL_WIDTH + 4, top - 6);
      turned.drawString(
          columns.get(column), left + (int) ((column + 0.5) * CELL_WIDTH) + 4, top - 6);
      turned.dispose();
    }
    for (int row = 0; row < rows.size(); row++) {
      int y = top + row * CELL_HEIGHT;
      graphics.setColor(INK);
      graphics.drawString(rows.get(row), left - 6 - metrics.stringWidth(rows.get(row)), y + 17);
      for (int column = 0; column < columns.size(); column++) {
        int x = left + column * CELL_WIDTH;
        double place = high > low ? (values[row][column] - low) / (high - low) : 0;
        double level = Math.max(0, Math.min(1, place));
        graphics.setColor(new Color(Heat.color(level)));
        graphics.fillRect(x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1);
        String text = String.format(Locale.ROOT, format, values[row][column]);
        graphics.setColor(level > 0.6 ? Color.BLACK : Color.WHITE);
        graphics.drawString(text, x + (CELL_WIDTH - metrics.stringWidth(text)) / 2, y + 17);
      }
    }
    graphics.dispose();
    return image;
  }

  /** A picture under its title. */
  public static BufferedImage titled(String title, BufferedImage picture) {
    FontMetrics metrics =
        graphics(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)).getFontMetrics(BOLD);
    int width = Math.max(picture.getWidth(), metrics.stringWidth(title) + 8);
    BufferedImage image = blank(width, picture.getHeight() + TITLE);
    Graphics2D graphics = graphics(image);
    graphics.setFont(BOLD);
    graphics.drawString(title, 4, TITLE - 7);
    graphics.drawImage(picture, 0, TITLE, null);
    graphics.dispose();
    return image;
  }

  /** Pictures in one row, from left to right. */
  public static BufferedImage beside(BufferedImage... pictures) {
    BufferedImage image =
        blank(sum(pictures, BufferedImage::getWidth), largest(pictures, BufferedImage::getHeight));
    Graphics2D graphics = graphics(image);
    int x = 0;
    for (BufferedImage picture : pictures) {
      graphics.drawImage(picture, x, 0, null);
      x += picture.getWidth() + MARGIN;
    }
    graphics.dispose();
    return image;
  }

  /** Pictures in one column, from top to bottom. */
  public static BufferedImage below(BufferedImage... pictures) {
    BufferedImage image =
        blank(largest(pictures, BufferedImage::getWidth), sum(pictures, BufferedImage::getHeight));
    Graphics2D graphics = graphics(image);
    int y = 0;
    for (BufferedImage picture : pictures) {
      graphics.drawImage(picture, 0, y, null);
      y += picture.getHeight() + MARGIN;
    }
    graphics.dispose();
    return image;
  }

  /** A picture's PNG file in base64, as pages and notebooks hold it. */
  public static String base64(BufferedImage picture) {
    return Base64.getEncoder().encodeToString(Png.encode(picture));
  }

  private static BufferedImage withAxes(
      BufferedImage picture, Spectrogram s, FrontEndConfig frontEnd) {
    BufferedImage image =
        blank(LEFT + picture.getWidth() + MARGIN, picture.getHeight() + BOTTOM + 4);
    Graphics2D graphics = graphics(image);
    graphics.drawImage(picture, LEFT, 4, null);
    graphics.setColor(SOFT);
    double seconds = (double) s.frames() * frontEnd.hopSamples() / frontEnd.sampleRate();
    timeAxis(graphics, seconds, 4 + picture.getHeight());
    if (frontEnd.output() != Output.MFCC) {
      frequencyAxis(graphics, frontEnd, s.mels());
    }
    graphics.dispose();
    return image;
  }

  private static void timeAxis(Graphics2D graphics, double seconds, int top) {
    double step = AttentionPicture.tickStep(seconds, 6);
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step)));
    for (int i = 0; i * step <= seconds; i++) {
      int x = LEFT + (int) Math.round(i * step / seconds * (WIDTH - 1));
      graphics.drawLine(x, top, x, top + 4);
      String label = String.format(Locale.ROOT, "%." + decimals + "f s", i * step);
      graphics.drawString(label, x - graphics.getFontMetrics().stringWidth(label) / 2, top + 17);
    }
  }

  private static void frequencyAxis(Graphics2D graphics, FrontEndConfig frontEnd, int mels) {
    MelScale scale = frontEnd.melScale();
    double low = scale.toMels(frontEnd.minHz());
    double high = scale.toMels(frontEnd.maxHz());
    int above = Integer.MAX_VALUE;
    for (double hertz : HERTZ) {
      // Band m of M is centred at (m + 1) / (M + 1) of the range.
      double band = (scale.toMels(hertz) - low) / (high - low) * (mels + 1) - 0.5;
      int y = 4 + (int) Math.round(HEIGHT * (1 - band / mels));
      if (band >= 0 && band <= mels && above - y >= TICK_GAP) {
        above = y;
        String label =
            hertz < 1000
                ? String.format(Locale.ROOT, "%.0f Hz", hertz)
                : String.format(Locale.ROOT, "%.0f kHz", hertz / 1000);
        graphics.draw(new Line2D.Double(LEFT - 4, y, LEFT, y));
        graphics.drawString(label, LEFT - 6 - graphics.getFontMetrics().stringWidth(label), y + 4);
      }
    }
  }

  /** Without smoothing: a value stays a rectangle. */
  private static BufferedImage scaled(BufferedImage values) {
    BufferedImage image = blank(WIDTH, HEIGHT);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(values, 0, 0, WIDTH, HEIGHT, null);
    graphics.dispose();
    return image;
  }

  private static BufferedImage blank(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(INK);
    graphics.setFont(TEXT);
    return graphics;
  }

  private static int sum(BufferedImage[] pictures, ToIntFunction<BufferedImage> size) {
    return Arrays.stream(pictures).mapToInt(size).sum() + MARGIN * (pictures.length - 1);
  }

  private static int largest(BufferedImage[] pictures, ToIntFunction<BufferedImage> size) {
    return Arrays.stream(pictures).mapToInt(size).max().orElseThrow();
  }
}
