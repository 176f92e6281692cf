package org.mast4j.notebook.jupyter;

import java.awt.image.BufferedImage;
import java.util.function.Function;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.knowm.xchart.internal.chartpart.Chart;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.notebook.picture.Charts;
import org.mast4j.notebook.picture.Pictures;
import org.mast4j.notebook.sound.Sound;

/**
 * A clip that is a cell's result, or is given to {@code display}, becomes a player; a spectrogram
 * and a chart become pictures. Each has a line of text beside it, for readers that show no more.
 */
public final class ShownTypes implements Extension {

  @Override
  public void install(BaseKernel kernel) {
    Renderer shown = kernel.getRenderer();
    sound(shown, Sound.class, sound -> sound);
    sound(shown, Waveform.class, clip -> new Sound("", clip));
    picture(shown, Spectrogram.class, Pictures::logMel, Spectrogram::toString);
    picture(shown, Chart.class, Charts::image, chart -> "chart: " + chart.getTitle());
    picture(
        shown,
        BufferedImage.class,
        image -> image,
        image -> "picture of %d x %d".formatted(image.getWidth(), image.getHeight()));
  }

  private static <T> void sound(Renderer shown, Class<T> type, Function<T, Sound> sound) {
    shown
        .createRegistration(type)
        .preferring(MIMEType.TEXT_HTML)
        .register(
            (value, context) -> {
              context.renderIfRequested(MIMEType.TEXT_HTML, () -> sound.apply(value).html());
              context.getOutputContainer().putText(sound.apply(value).toString());
            });
  }

  private static <T> void picture(
      Renderer shown, Class<T> type, Function<T, BufferedImage> picture, Function<T, String> text) {
    shown
        .createRegistration(type)
        .preferring(MIMEType.IMAGE_PNG)
        .register(
            (value, context) -> {
              context.renderIfRequested(
                  MIMEType.IMAGE_PNG, () -> Pictures.base64(picture.apply(value)));
              context.getOutputContainer().putText(text.apply(value));
            });
  }
}
