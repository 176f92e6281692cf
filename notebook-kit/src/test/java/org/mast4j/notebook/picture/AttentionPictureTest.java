package org.mast4j.notebook.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;

class AttentionPictureTest {
  private static final PatchGrid GRID = PatchGrid.of(8, 12, 4, 4); // 2 x 3 patches

  @Test
  void thePatchAttendedToIsGreenAndTheLeastKeepsItsColour() {
    BufferedImage black = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
    double[][] map = {{0.1, 0.1, 0.1}, {0.1, 0.1, 0.4}}; // high mels, late frames
    BufferedImage image = AttentionPicture.overlaid(black, map, GRID);
    assertThat(image.getRGB(0, 7) & 0xffffff).isZero();
    assertThat(image.getRGB(11, 0) >> 8 & 0xff).isEqualTo(191); // 0.75 of 255
    assertThat(image.getRGB(8, 0) >> 8 & 0xff).isBetween(60, 190);
  }

  @Test
  void aFlatMapLeavesTheSpectrogram() throws IOException {
    Spectrogram clip = new Spectrogram(new float[12 * 8], 12, 8);
    byte[] png = AttentionPicture.png(clip, new double[2][3], GRID, FrontEndConfig.kaldi());
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(picture.getRGB(500, 150)).isEqualTo(picture.getRGB(500, 450));
  }
}
