package org.mast4j.notebook.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** XChart's charts in one plain style; add series by XChart's own {@code addSeries}. */
public final class Charts {
  private static final int WIDTH = 620;
  private static final int HEIGHT = 300;
  private static final double EPSILON = 1e-3;
  private static final String NUMBERS = "0.###";
  private static final Color INK = new Color(0x1c2430);
  private static final Color SOFT = new Color(0x5b6675);
  private static final Color LINE = new Color(0xdfe4ea);

  private Charts() {}

  /** A chart of lines. */
  public static XYChart lines(String title, String xTitle, String yTitle) {
    XYChart chart = xy(title, xTitle, yTitle);
    chart.getStyler().setSeriesMarkers(same(SeriesMarkers.NONE));
    return chart;
  }

  /** A chart of points, without lines between them. */
  public static XYChart points(String title, String xTitle, String yTitle) {
    XYChart chart = xy(title, xTitle, yTitle);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setSeriesMarkers(same(SeriesMarkers.CIRCLE));
    chart.getStyler().setMarkerSize(6);
    return chart;
  }

  /** A chart of bars, each with its value on it, without a legend. */
  public static CategoryChart bars(String title, String yTitle) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setLabelsVisible(true).setLabelsFont(plain(11)).setAvailableSpaceFill(0.6);
    chart.getStyler().setLegendVisible(false);
    return chart;
  }

  /** The picture of a chart. */
  public static BufferedImage image(Chart<?, ?> chart) {
    if (chart instanceof XYChart xy) {
      xy.getSeriesMap().values().forEach(series -> unsettle(xy, series));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Moves a point of an evenly spaced series by a thousandth of a step, which nobody sees: where
   * all are evenly spaced, XChart labels every few of them, one over another.
   */
  private static void unsettle(XYChart chart, XYSeries series) {
    double[] x = series.getXData().clone();
    if (x.length > 2 && x[2] - x[1] == x[1] - x[0]) {
      x[1] += EPSILON * (x[1] - x[0]);
      chart.updateXYSeries(series.getName(), x, series.getYData(), null);
    }
  }

  private static XYChart xy(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setxAxisTickLabelsFormattingFunction(Charts::number);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(Charts::number);
    return chart;
  }

  private static String number(double value) {
    return new DecimalFormat(NUMBERS, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }

  private static Marker[] same(Marker marker) {
    return IntStream.range(0, Palette.SIZE).mapToObj(i -> marker).toArray(Marker[]::new);
  }

  private static void style(AxesChartStyler styler) {
    styler
        .setSeriesColors(
            IntStream.range(0, Palette.SIZE).mapToObj(Palette::of).toArray(Color[]::new))
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setChartFontColor(INK)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
        .setChartTitleBoxVisible(false)
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(plain(12));
    styler
        .setAxisTitleFont(plain(12))
        .setAxisTickLabelsFont(plain(11))
        .setAxisTickLabelsColor(SOFT)
        .setAxisTickMarksColor(LINE)
        .setPlotGridLinesColor(LINE)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotGridVerticalLinesVisible(false)
        .setXAxisTickMarkSpacingHint(90)
        .setDecimalPattern(NUMBERS);
  }

  private static Font plain(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }
}
