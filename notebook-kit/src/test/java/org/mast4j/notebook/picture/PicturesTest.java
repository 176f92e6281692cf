package org.mast4j.notebook.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;

class PicturesTest {
  private static final int WHITE = 0xffffffff;

  /** 20 frames of 10 mels, louder with each mel. */
  private static Spectrogram ramp() {
    float[] values = new float[20 * 10];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 10;
    }
    return new Spectrogram(values, 20, 10);
  }

  private static int brightness(int rgb) {
    return (rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff);
  }

  @Test
  void lowMelsAreAtTheBottom() {
    BufferedImage image = Pictures.logMel(ramp());
    int x = image.getWidth() / 2;
    assertThat(brightness(image.getRGB(x, 2)))
        .isGreaterThan(brightness(image.getRGB(x, image.getHeight() - 3)));
  }

  @Test
  void axesStandBesideTheSpectrogramThatHasTheSameSize() {
    BufferedImage plain = Pictures.logMel(ramp());
    BufferedImage image = Pictures.logMel(ramp(), FrontEndConfig.librosa().withMels(10));
    int left = image.getWidth() - plain.getWidth() - 12;
    assertThat(image.getRGB(left, 4)).isEqualTo(plain.getRGB(0, 0));
    assertThat(image.getRGB(left - 1, 4)).isEqualTo(WHITE);
    assertThat(row(image, image.getHeight() - 22)).as("labels of time").contains(WHITE);
    assertThat(row(image, image.getHeight() - 22).stream().distinct().count()).isGreaterThan(2);
  }

  private static List<Integer> row(BufferedImage image, int y) {
    return Arrays.stream(image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth()))
        .boxed()
        .toList();
  }

  @Test
  void whatNoPatchCoversIsGrey() {
    PatchGrid grid = PatchGrid.of(10, 20, 4, 4); // 2 x 5 patches, of which none reaches mels 8, 9
    BufferedImage all = Pictures.patches(ramp(), grid);
    BufferedImage first = Pictures.patches(ramp(), grid, new int[] {0});
    int middle = 10 * all.getWidth() / 20 + 3;
    assertThat(all.getRGB(middle, 5)).isEqualTo(0xffb9c0c9);
    assertThat(all.getRGB(middle, all.getHeight() - 5)).isNotEqualTo(0xffb9c0c9);
    assertThat(first.getRGB(middle, all.getHeight() - 5)).isEqualTo(0xffb9c0c9);
    assertThat(first.getRGB(5, all.getHeight() - 5)).isNotEqualTo(0xffb9c0c9);
  }

  @Test
  void aTableIsDarkWhereItsValuesAreLeast() {
    BufferedImage image =
        Pictures.table(
            new double[][] {{0, 1}, {1, 0}}, List.of("a", "b"), List.of("c", "d"), "%.1f");
    int right = image.getWidth() - 12 - 4;
    int bottom = image.getHeight() - 12 - 4;
    assertThat(brightness(image.getRGB(right, bottom)))
        .isLessThan(brightness(image.getRGB(right, bottom - 26)));
  }

  @Test
  void picturesBesideAndBelowKeepTheirPixels() {
    BufferedImage one = Pictures.logMel(ramp());
    BufferedImage titled = Pictures.titled("one", one);
    BufferedImage all = Pictures.below(Pictures.beside(one, titled), one);
    assertThat(all.getWidth()).isEqualTo(2 * one.getWidth() + 12);
    assertThat(all.getHeight()).isEqualTo(titled.getHeight() + 12 + one.getHeight());
    assertThat(all.getRGB(3, all.getHeight() - 3)).isEqualTo(one.getRGB(3, one.getHeight() - 3));
  }

  @Test
  void aChartIsAPictureThatPagesHold() throws IOException {
    XYChart chart = Charts.lines("loss", "step", "loss");
    chart.addSeries("loss", new double[] {1, 2, 3}, new double[] {3, 2, 1});
    byte[] png = Base64.getDecoder().decode(Pictures.base64(Charts.image(chart)));
    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(chart.getWidth());
  }

  @Test
  void aLongEvenlySpacedAxisKeepsItsLabelsApart() {
    double[] steps = IntStream.rangeClosed(1, 90).asDoubleStream().toArray();
    XYChart chart = Charts.lines("loss", "step", "loss");
    chart.addSeries("loss", steps, steps);
    Charts.image(chart);
    double[] drawn = chart.getSeriesMap().get("loss").getXData();
    Charts.image(chart);
    assertThat(drawn[2] - drawn[1]).isNotEqualTo(drawn[1] - drawn[0]);
    assertThat(drawn).containsExactly(steps, Offset.offset(1e-3 + 1e-9));
    assertThat(chart.getSeriesMap().get("loss").getXData()).containsExactly(drawn);
  }
}
