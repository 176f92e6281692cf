package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;

/** A JVM whose class path has no FFmpeg. */
class WithoutFfmpegTest {

  @TempDir Path folder;

  @Test
  void pcmIsReadAndCachedAndOtherFormatsSayWhatTheyNeed() throws Exception {
    Path wav = WavFile.tone(folder.resolve("tone.wav"), 440, 0.1);
    Path flac = Encoding.FLAC.write(folder, 1);
    Run run =
        ChildJvm.of(Child.class)
            .withoutJars("ffmpeg.*")
            .run(folder.resolve("cache"), wav, flac)
            .succeeded();
    assertThat(run.said())
        .containsExactly(
            "32 frames",
            flac
                + ": needs FFmpeg, which isn't on the class path for this platform; add"
                + " org.bytedeco:ffmpeg with its platform classifier, or convert the file to wav");
  }

  @Test
  void theDecoderIsNamedWithItsVersion() throws IOException {
    assertThat(AudioFiles.decoder(Encoding.AIFF.write(folder, 1))).isEqualTo("mast4j 1");
    assertThat(AudioFiles.decoder(Encoding.ADPCM_AIFC.write(folder, 1)))
        .isEqualTo(AudioFiles.decoder(Encoding.FLAC.write(folder, 1)))
        .matches("ffmpeg \\S+, avcodec \\d+, avformat \\d+");
  }

  /** Extracts features by way of a cache. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      ClipFeatures features =
          FeatureCache.open(Path.of(arguments[0]), 1 << 20)
              .over(new FeatureExtractor(FrontEndConfig.librosa().withFrames(32)));
      for (String file : List.of(arguments[1], arguments[2])) {
        String result;
        try {
          result = features.extract(Path.of(file)).frames() + " frames";
        } catch (AudioException e) {
          result = e.getMessage();
        }
        ChildJvm.say(result);
      }
    }
  }
}
