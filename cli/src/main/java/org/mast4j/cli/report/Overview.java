package org.mast4j.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.notebook.picture.Heat;
import org.mast4j.notebook.picture.Palette;

/** Three pictures of a run side by side: a clip with its patches, the loss, the embeddings. */
final class Overview {

  private static final int WIDTH = 1200;
  private static final int HEIGHT = 420;
  private static final int MARGIN = 20;
  private static final int PANEL = 373; // (WIDTH - 4 margins) / 3
  private static final int TOP = 52;
  private static final int STEPS = 40;
  private static final int LEGEND = 84;
  private static final int LEGEND_COLUMNS = 3;

  private static final Color INK = new Color(0x1c2430);
  private static final Color SOFT = new Color(0x5b6675);
  private static final Color LINE = new Color(0xdfe4ea);
  private static final Color ACCENT = new Color(0x2f6bd0);
  private static final Color PLAIN = new Color(0xa9b3c0);
  private static final Color PATCH = new Color(0x4dd8ff);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private final QuickstartReport report;
  private final Graphics2D graphics;

  private Overview(QuickstartReport report, Graphics2D graphics) {
    this.report = report;
    this.graphics = graphics;
  }

  /**
   * The picture.
   *
   * @param map [n, 2], where each test clip's embedding lies in the unit square
   */
  static BufferedImage draw(QuickstartReport report, double[][] map) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, WIDTH, HEIGHT);
      Overview overview = new Overview(report, graphics);
      overview.clip(MARGIN);
      overview.loss(2 * MARGIN + PANEL);
      overview.map(3 * MARGIN + 2 * PANEL, map);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void clip(int left) {
    PatchGrid grid = report.grid();
    title(left, "A clip, cut into patches");
    double scale = Math.min((double) PANEL / grid.frames(), (HEIGHT - TOP - 118.0) / grid.mels());
    double width = scale * grid.frames();
    double height = scale * grid.mels();
    graphics.drawImage(Heat.image(report.clip()), left, TOP, (int) width, (int) height, null);
    double bottom = TOP + height;
    graphics.setColor(new Color(255, 255, 255, 97));
    graphics.setStroke(new BasicStroke(1));
    double right = scale * ((grid.columns() - 1) * grid.strideFrames() + grid.patchFrames());
    double top = scale * ((grid.rows() - 1) * grid.strideMels() + grid.patchMels());
    for (int w = 0; w < grid.columns(); w++) {
      double x = left + scale * w * grid.strideFrames();
      graphics.draw(new Line2D.Double(x, bottom, x, bottom - top));
    }
    for (int h = 0; h < grid.rows(); h++) {
      double y = bottom - scale * h * grid.strideMels();
      graphics.draw(new Line2D.Double(left, y, left + right, y));
    }
    graphics.setColor(PATCH);
    graphics.setStroke(new BasicStroke(2.5f));
    double lower = bottom - scale * (grid.rows() / 2) * grid.strideMels();
    graphics.draw(
        new Rectangle2D.Double(
            left + scale * Math.max(0, grid.columns() / 2 - 1) * grid.strideFrames(),
            lower - scale * grid.patchMels(),
            scale * grid.patchFrames(),
            scale * grid.patchMels()));
    graphics.setColor(SOFT);
    graphics.setFont(TEXT);
    graphics.drawString(
        grid.size()
            + " patches of "
            + grid.patchMels()
            + " x "
            + grid.patchFrames()
            + ", which overlap; time to the right",
        left,
        (int) bottom + 20);
    bar(left, HEIGHT - 62, "random encoder", report.table().probeRandom(), PLAIN);
    bar(left, HEIGHT - 32, "pre-trained", report.table().probePretrained(), ACCENT);
  }

  /** A linear probe's accuracy. */
  private void bar(int left, int top, String encoder, double share, Color color) {
    String text = "linear probe, " + encoder;
    int start = left + 200;
    int width = PANEL - 200 - 52;
    graphics.setColor(SOFT);
    graphics.drawString(text, left, top + 12);
    graphics.setColor(LINE);
    graphics.fillRoundRect(start, top, width, 15, 6, 6);
    graphics.setColor(color);
    graphics.fillRoundRect(start, top, (int) Math.round(share * width), 15, 6, 6);
    graphics.setColor(INK);
    graphics.drawString(
        String.format(Locale.ROOT, "%.1f %%", 100 * share), start + width + 8, top + 12);
  }

  private void loss(int left) {
    title(left, "Pre-training loss, no labels");
    int height = HEIGHT - TOP - STEPS;
    XYChart chart = new XYChartBuilder().width(PANEL).height(height).build();
    chart
        .getStyler()
        .setLegendVisible(false)
        .setChartTitleVisible(false)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartPadding(0)
        .setChartFontColor(SOFT);
    chart
        .getStyler()
        .setYAxisTitleVisible(false)
        .setAxisTitleFont(TEXT)
        .setAxisTickLabelsFont(TEXT)
        .setAxisTickLabelsColor(SOFT)
        .setAxisTickMarksColor(LINE)
        .setPlotGridLinesColor(LINE)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotGridVerticalLinesVisible(false)
        .setXAxisTicksVisible(false)
        .setXAxisMin(0.0);
    double[] losses = report.loss().values();
    double[] steps = IntStream.rangeClosed(1, losses.length).asDoubleStream().toArray();
    line(chart, "loss", steps, losses, new Color(0xb5cbef), 1.2f);
    line(chart, "mean", steps, LineChart.runningMean(losses), ACCENT, 2.4f);
    Graphics2D panel = (Graphics2D) graphics.create(left, TOP, PANEL, HEIGHT - TOP);
    chart.paint(panel, PANEL, height);
    panel.setColor(SOFT);
    panel.setFont(TEXT);
    int every = (int) Math.max(1, LineChart.tickStep(losses.length));
    for (int step = 0; step <= losses.length; step += every) {
      centred(panel, Integer.toString(step), chart.getScreenXFromChart(step), height + 16);
    }
    centred(panel, "step", chart.getScreenXFromChart(losses.length / 2.0), height + 34);
    panel.dispose();
  }

  /** XChart's own ticks of equally spaced steps are no round numbers and overlap. */
  private static void centred(Graphics2D panel, String text, double x, int y) {
    int width = panel.getFontMetrics().stringWidth(text);
    panel.drawString(text, (int) Math.round(x - width / 2.0), y);
  }

  private static void line(
      XYChart chart, String name, double[] x, double[] y, Color color, float width) {
    chart
        .addSeries(name, x, y)
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(color)
        .setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  private void map(int left, double[][] map) {
    title(left, "Test clips, as embedded");
    int height = HEIGHT - TOP - LEGEND - 12;
    for (int i = 0; i < map.length; i++) {
      graphics.setColor(Palette.of(report.embeddingLabels()[i]));
      graphics.fill(
          new Ellipse2D.Double(
              left + map[i][0] * (PANEL - 6), TOP + map[i][1] * (height - 6), 6, 6));
    }
    List<String> families = report.families();
    graphics.setFont(SMALL);
    int columnWidth = PANEL / LEGEND_COLUMNS;
    int rows = (families.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    for (int family = 0; family < families.size(); family++) {
      int x = left + family / rows * columnWidth;
      int y = HEIGHT - LEGEND + family % rows * (LEGEND - 10) / rows + 12;
      graphics.setColor(Palette.of(family));
      graphics.fill(new Ellipse2D.Double(x, y - 8, 8, 8));
      graphics.setColor(SOFT);
      graphics.drawString(fit(families.get(family), columnWidth - 14), x + 12, y);
    }
  }

  /** The text, cut to a width in pixels. */
  private String fit(String text, int width) {
    String cut = text;
    while (graphics.getFontMetrics().stringWidth(cut) > width && cut.length() > 2) {
      cut = cut.substring(0, cut.length() - 2) + "…";
    }
    return cut;
  }

  private void title(int left, String text) {
    graphics.setFont(TITLE);
    graphics.setColor(INK);
    graphics.drawString(text, left, 34);
  }
}
