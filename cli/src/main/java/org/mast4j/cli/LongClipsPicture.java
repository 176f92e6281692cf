package org.mast4j.cli;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.mast4j.cli.LongClipsReport.Result;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.Measured;
import org.mast4j.cli.bench.Precision;
import org.mast4j.notebook.picture.Charts;
import org.mast4j.notebook.picture.Palette;

/**
 * How time, memory and operations grow with a clip's length, in four charts, at the first precision
 * that was measured. A colour for each model; peers are broken lines.
 */
final class LongClipsPicture {
  static final OutputFile.Kind KIND =
      new OutputFile.Kind("a picture of long clips", LongClipsPicture::isOurs);

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int COLUMNS = 2;
  private static final int ROWS = 2;
  private static final float LINE = 2;
  private static final float MARK = 7;

  private final Precision precision;
  private final List<Result> results;
  private final List<String> models;

  private LongClipsPicture(List<Result> all) {
    this.precision = all.get(0).precision();
    this.results =
        all.stream()
            .filter(result -> result.precision() == precision)
            .sorted(Comparator.comparingInt(result -> result.work().seconds()))
            .toList();
    this.models =
        results.stream().map(result -> result.work().model()).distinct().sorted().toList();
  }

  /**
   * Draws what came out.
   *
   * @param results one at least
   */
  static void write(List<Result> results, OutputFile file) throws IOException {
    BufferedImage image = new LongClipsPicture(results).draw();
    file.write(out -> ImageIO.write(image, "png", out));
  }

  private static boolean isOurs(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    return image != null
        && image.getWidth() == COLUMNS * WIDTH
        && image.getHeight() == ROWS * HEIGHT;
  }

  private BufferedImage draw() {
    List<XYChart> charts = List.of(times(), memory(), operations(), shares());
    BufferedImage image =
        new BufferedImage(COLUMNS * WIDTH, ROWS * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < charts.size(); i++) {
      int left = i % COLUMNS * WIDTH;
      int top = i / COLUMNS * HEIGHT;
      Graphics2D part = (Graphics2D) graphics.create(left, top, WIDTH, HEIGHT);
      charts.get(i).paint(part, WIDTH, HEIGHT);
      part.dispose();
    }
    graphics.dispose();
    return image;
  }

  private static XYChart chart(String title, String quantity) {
    XYChart chart = Charts.lines(title, "a clip's seconds", quantity);
    // With a format of one's own XChart makes no axis logarithmic.
    chart.getStyler().setxAxisTickLabelsFormattingFunction(null);
    // Wherever within the axes a legend lies, on some machine there are lines.
    chart
        .getStyler()
        .setXAxisLogarithmic(true)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Vertical);
    return chart;
  }

  private static void makeLogarithmic(XYChart chart) {
    chart.getStyler().setyAxisTickLabelsFormattingFunction(null);
    chart.getStyler().setYAxisLogarithmic(true);
  }

  private XYChart times() {
    XYChart chart = chart("Time of one clip, " + Keys.of(precision), "seconds");
    measured(chart, measured -> measured.millis() / 1e3);
    return chart;
  }

  private XYChart memory() {
    XYChart chart = chart("Peak of resident memory, " + Keys.of(precision), "GB");
    measured(chart, measured -> measured.megabytes() / 1e3);
    return chart;
  }

  private XYChart operations() {
    XYChart chart = chart("Operations of one clip", "GFLOP");
    makeLogarithmic(chart);
    for (String model : models) {
      line(chart, model, 0, model, result -> Optional.of(result.work().flops() / 1e9));
      String square = model + ", with the square of the length";
      line(chart, model, 1, square, result -> Optional.of(result.work().quadraticFlops() / 1e9));
    }
    return chart;
  }

  private XYChart shares() {
    XYChart chart =
        chart("Share of operations that grow with the square of the length", "per cent");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
    for (String model : models) {
      line(
          chart,
          model,
          0,
          model,
          result -> Optional.of(100 * result.work().quadraticFlops() / result.work().flops()));
    }
    return chart;
  }

  private List<Result> of(String model) {
    return results.stream().filter(result -> result.work().model().equals(model)).toList();
  }

  private void measured(XYChart chart, ToDoubleFunction<Measured> quantity) {
    makeLogarithmic(chart);
    for (String model : models) {
      line(
          chart,
          model,
          0,
          model + ", MAST4J",
          result -> Optional.of(quantity.applyAsDouble(result.standings().ours())));
      List<String> peers =
          of(model).stream()
              .flatMap(result -> result.standings().others().stream())
              .map(Measured::name)
              .distinct()
              .toList();
      for (String peer : peers) {
        line(
            chart,
            model,
            1 + peers.indexOf(peer),
            model + ", " + peer,
            result ->
                result.standings().others().stream()
                    .filter(other -> other.name().equals(peer))
                    .findFirst()
                    .map(quantity::applyAsDouble));
      }
    }
  }

  /** Where a quantity is known, in the model's colour; the first side's line is whole. */
  private void line(
      XYChart chart,
      String model,
      int side,
      String name,
      Function<Result, Optional<Double>> quantity) {
    List<Result> known =
        of(model).stream().filter(result -> quantity.apply(result).isPresent()).toList();
    double[] x = known.stream().mapToDouble(result -> result.work().seconds()).toArray();
    double[] y =
        known.stream().mapToDouble(result -> quantity.apply(result).orElseThrow()).toArray();
    chart
        .addSeries(name, x, y)
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(Palette.of(models.indexOf(model)))
        .setLineColor(Palette.of(models.indexOf(model)))
        .setLineStyle(stroke(side));
  }

  private static BasicStroke stroke(int side) {
    if (side == 0) {
      return new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }
    float[] dash = side == 1 ? new float[] {MARK, MARK} : new float[] {LINE, MARK};
    return new BasicStroke(LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
  }
}
