package org.mast4j.cli.report;

import java.util.List;
import java.util.Locale;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.notebook.picture.Heat;
import org.mast4j.notebook.picture.Palette;

/**
 * The page's pictures, as SVG that the browser letters and colours: sharp at every size, right in
 * light and in dark, and in no need of a font on the machine that writes them.
 */
final class Svg {

  private static final int WIDTH = 460;
  private static final int MAP_HEIGHT = 440;

  private Svg() {}

  /** {@code s} alone. */
  static String plain(Spectrogram s, String label) {
    return spectrogram(s, label, "");
  }

  /**
   * {@code s} with a line at the start of every row and column of patches, one patch in full and
   * its right neighbour dashed.
   */
  static String patches(Spectrogram s, PatchGrid g, String label) {
    StringBuilder lines = new StringBuilder("<g class='lines'>");
    int right = (g.columns() - 1) * g.strideFrames() + g.patchFrames();
    int top = (g.rows() - 1) * g.strideMels() + g.patchMels();
    for (int w = 0; w < g.columns(); w++) {
      int x = w * g.strideFrames();
      lines.append(format("<path d='M%d %dV%d'/>", x, g.mels() - top, g.mels()));
    }
    for (int h = 0; h < g.rows(); h++) {
      int y = g.mels() - h * g.strideMels();
      lines.append(format("<path d='M0 %dH%d'/>", y, right));
    }
    lines.append("</g>");
    int row = g.rows() / 2;
    int column = Math.max(0, g.columns() / 2 - 1);
    if (column + 1 < g.columns()) {
      lines.append(patch(g, row, column + 1, "neighbour"));
    }
    lines.append(patch(g, row, column, "patch"));
    return spectrogram(s, label, lines.toString());
  }

  /** {@code s} with the part of every dropped patch shaded that no later patch begins in. */
  static String kept(Spectrogram s, PatchGrid g, int[] kept, String label) {
    boolean[] stays = new boolean[g.size()];
    for (int patch : kept) {
      stays[patch] = true;
    }
    StringBuilder cells = new StringBuilder("<g class='dropped'>");
    for (int patch = 0; patch < stays.length; patch++) {
      if (!stays[patch]) {
        int h = patch / g.columns();
        int w = patch % g.columns();
        int height = h + 1 < g.rows() ? g.strideMels() : g.patchMels();
        int width = w + 1 < g.columns() ? g.strideFrames() : g.patchFrames();
        cells.append(
            format(
                "<rect x='%d' y='%d' width='%d' height='%d'/>",
                w * g.strideFrames(), g.mels() - h * g.strideMels() - height, width, height));
      }
    }
    return spectrogram(s, label, cells.append("</g>").toString());
  }

  private static String patch(PatchGrid g, int h, int w, String type) {
    return format(
        "<rect class='%s' x='%d' y='%d' width='%d' height='%d'/>",
        type,
        w * g.strideFrames(),
        g.mels() - h * g.strideMels() - g.patchMels(),
        g.patchFrames(),
        g.patchMels());
  }

  private static String spectrogram(Spectrogram s, String label, String overlay) {
    return format(
        "<svg class='spectrogram' viewBox='0 0 %d %d' role='img' aria-label='%s'>"
            + "<image href='%s' width='%1$d' height='%2$d' preserveAspectRatio='none'/>%s</svg>",
        s.frames(), s.mels(), label, Heat.dataUrl(Heat.image(s)), overlay);
  }

  /** Points of the unit square, coloured by their family, as {@link Html#legend} says. */
  static String map(double[][] points, int[] labels, List<String> families, String label) {
    StringBuilder svg = open(MAP_HEIGHT, label);
    for (int family = 0; family < families.size(); family++) {
      svg.append(
          format(
              "<g fill='%s'><title>%s</title>",
              Palette.css(family), Html.escape(families.get(family))));
      for (int i = 0; i < points.length; i++) {
        if (labels[i] == family) {
          svg.append(
              format(
                  "<circle cx='%.1f' cy='%.1f' r='3.4'/>",
                  12 + points[i][0] * (WIDTH - 24), 12 + points[i][1] * (MAP_HEIGHT - 24)));
        }
      }
      svg.append("</g>");
    }
    return svg.append("</svg>").toString();
  }

  private static StringBuilder open(int height, String label) {
    return new StringBuilder(
        format(
            "<svg class='chart' viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            WIDTH, height, label));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
