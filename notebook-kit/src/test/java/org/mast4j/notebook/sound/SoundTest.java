package org.mast4j.notebook.sound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;

class SoundTest {
  private static final Waveform CLIP = new Waveform(new float[] {0, 0.5f, -0.5f, 1, -1}, 8000);

  @Test
  void theWavFileHoldsTheClip() throws Exception {
    byte[] wav = new Sound("a clip", CLIP).wav();
    Waveform read = AudioFiles.read(new ByteArrayInputStream(wav), Path.of("clip.wav"));
    assertThat(read.sampleRate()).isEqualTo(8000);
    assertThat(read.samples()).containsExactly(CLIP.samples(), Offset.offset(1e-4f));
  }

  @Test
  void samplesBeyondOneAreCutOff() throws Exception {
    byte[] wav = new Sound("", new Waveform(new float[] {3, -3}, 8000)).wav();
    Waveform read = AudioFiles.read(new ByteArrayInputStream(wav), Path.of("clip.wav"));
    assertThat(read.samples()[0]).isBetween(0.99f, 1f);
    assertThat(read.samples()[1]).isBetween(-1f, -0.99f);
  }

  @Test
  void thePlayerHasTheTitleAsTextAndTheClipInside() {
    Sound sound = new Sound("<b> & c", CLIP);
    assertThat(sound.html())
        .contains("&lt;b&gt; &amp; c", "<audio controls", "data:audio/wav;base64,UklGR");
    assertThat(sound).hasToString("<b> & c, 0.00 s at 8000 Hz");
  }
}
