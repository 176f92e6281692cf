package org.mast4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.notebook.picture.Heat;

class QuickstartReportTest {

  private static final List<String> FAMILIES =
      List.of(
          "piano",
          "chromatic percussion",
          "organ",
          "guitar",
          "bass",
          "strings",
          "ensemble",
          "brass",
          "reed",
          "pipe",
          "percussive",
          "sound <effects>");

  private static final Numbers NUMBERS =
      new Numbers(
          1 / 12.0,
          0.52,
          0.48,
          0.684,
          0.15,
          0.243,
          0.61,
          0.79,
          254,
          Optional.of(new Speedup("samediff-onednn", 210, 966)));

  @Test
  void thePageStandsAlone(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("out/report.html");
    fake(NUMBERS, 6).writeHtml(file);
    String html = Files.readString(file);
    assertFalse(html.matches("(?s).*(src=|href=['\"](?!data:)|https?:|url\\(|@import).*"), "links");
    assertTrue(html.contains("68.4&nbsp;%"), "the probe's accuracy");
    assertTrue(html.contains("+20.4 points (95&nbsp;% interval +15.0 to +24.3)"), "the gain");
    assertTrue(html.contains("pre-training helped"), "the verdict");
    assertTrue(
        html.contains("4.6 times as fast as stock SameDiff (210 ms against 966 ms"), "the speed");
    String legend = html.substring(html.indexOf("<ul class='legend'>"), html.indexOf("</ul>"));
    assertEquals(FAMILIES.size(), legend.split("<li>", -1).length - 1, "names in the legend");
    assertTrue(legend.contains("sound &lt;effects&gt;"), "names are escaped");
    assertFalse(html.contains("NaN"), "NaN");
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList(), "nothing else is left behind");
    }
  }

  @Test
  void thePageSaysWhenARunTellsNothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.html");
    Numbers unsure =
        new Numbers(
            1 / 12.0, 0.5, 0.4, 0.41, -0.02, 0.04, Double.NaN, Double.NaN, 9, Optional.empty());
    fake(unsure, 1).writeHtml(file);
    String html = Files.readString(file);
    assertTrue(html.contains("too close for this run to tell them apart"));
    assertTrue(html.contains("not run"));
  }

  @Test
  void theOverviewIsAPicture() throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(fake(NUMBERS, 3).overviewPng()));
    assertEquals(1200, image.getWidth());
    assertEquals(420, image.getHeight());
  }

  @Test
  void lowMelsLieAtTheBottomOfASpectrogram() {
    BufferedImage image = Heat.image(new Spectrogram(new float[] {9, 0, 0, 0, 0, 0}, 2, 3));
    assertEquals(0xfffcfdbf, image.getRGB(0, 2), "the brightest is frame 0, mel 0");
    assertEquals(0xff000004, image.getRGB(1, 0));
  }

  @Test
  void theMapKeepsGroupsTogetherAndIsTheSameEachTime() {
    QuickstartReport report = fake(NUMBERS, 20);
    double[][] map = Tsne.map(report.embeddings());
    assertTrue(Arrays.deepEquals(map, Tsne.map(report.embeddings())), "the same each time");
    int[] labels = report.embeddingLabels();
    int together = 0;
    for (int i = 0; i < map.length; i++) {
      together += labels[nearest(map, i)] == labels[i] ? 1 : 0;
    }
    assertTrue(together > 0.6 * map.length, together + " of " + map.length + " beside their own");
  }

  @Test
  void fewOrEqualPointsHaveAMapToo() {
    for (int n : new int[] {1, 3, 4, 9}) {
      for (double[] point : Tsne.map(new double[n][5])) {
        assertTrue(Double.isFinite(point[0]) && Double.isFinite(point[1]), n + " points");
      }
    }
  }

  @Test
  void ticksAreRound() {
    double[] ranges = {0.9, 1.3, 3, 7, 120};
    assertArrayEquals(
        new double[] {0.2, 0.2, 0.5, 1, 20},
        Arrays.stream(ranges).map(LineChart::tickStep).toArray(),
        1e-9);
  }

  @Test
  void refusesPartsThatDontFit() {
    QuickstartReport good = fake(NUMBERS, 2);
    Spectrogram shorter = good.clip().fitFrames(50, 0);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new QuickstartReport(
                        NUMBERS,
                        good.clip(),
                        good.grid(),
                        shorter,
                        good.viewB(),
                        good.keptPatches(),
                        good.curves(),
                        FAMILIES,
                        good.confusion(),
                        good.embeddings(),
                        good.embeddingLabels()))
            .getMessage();
    assertTrue(message.startsWith("view A"), message);
  }

  private static int nearest(double[][] map, int i) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < map.length; j++) {
      double distance = Math.hypot(map[i][0] - map[j][0], map[i][1] - map[j][1]);
      if (j != i && distance < least) {
        least = distance;
        nearest = j;
      }
    }
    return nearest;
  }

  /** A run that looks like one. */
  static QuickstartReport fake(Numbers numbers, int clipsPerFamily) {
    Random random = new Random(1);
    PatchGrid grid = PatchGrid.of(64, 96);
    double[] losses = new double[120];
    double[] spreads = new double[120];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = 4.5 + 5.2 * Math.exp(-i / 35.0) + 0.15 * random.nextGaussian();
      spreads[i] = 0.93 - 0.6 * Math.exp(-i / 12.0) + 0.01 * random.nextGaussian();
    }
    int n = FAMILIES.size();
    int[][] confusion = new int[n][n];
    double[][] embeddings = new double[n * clipsPerFamily][24];
    int[] labels = new int[embeddings.length];
    double[][] centres = new double[n][24];
    for (double[] centre : centres) {
      Arrays.setAll(centre, d -> 0.8 * random.nextGaussian());
    }
    for (int i = 0; i < labels.length; i++) {
      int family = i % n;
      labels[i] = family;
      Arrays.setAll(embeddings[i], d -> centres[family][d] + random.nextGaussian());
      confusion[family][random.nextDouble() < 0.75 ? family : random.nextInt(n)]++;
    }
    return new QuickstartReport(
        numbers,
        note(grid, 8, 1),
        grid,
        note(grid, 12, 2),
        note(grid, 6, 3),
        PatchDrop.keep(grid, 0.5, random),
        List.of(
            new Curve("Pre-training loss", "Lower is better.", losses, List.of()),
            new Curve(
                "Spread",
                "Near 1 the clips fill the space.",
                spreads,
                List.of(new Curve.Level(0, "collapsed")))),
        FAMILIES,
        confusion,
        embeddings,
        labels);
  }

  /** Harmonics that decay, over noise. */
  private static Spectrogram note(PatchGrid grid, int spacing, long seed) {
    Random random = new Random(seed);
    float[] values = new float[grid.frames() * grid.mels()];
    for (int t = 0; t < grid.frames(); t++) {
      for (int f = 0; f < grid.mels(); f++) {
        double tone = f % spacing < 2 && t > 15 ? 4 * Math.exp(-(t - 15) / 60.0 - f / 40.0) : 0;
        values[t * grid.mels() + f] = (float) (tone + 0.3 * random.nextGaussian());
      }
    }
    return new Spectrogram(values, grid.frames(), grid.mels());
  }
}
