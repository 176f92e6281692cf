package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/** A JVM whose class path has no FFmpeg. */
class WithoutFfmpegTest {

  @TempDir Path folder;

  @Test
  void pcmIsReadAndCachedAndOtherFormatsSayWhatTheyNeed() throws Exception {
    Path wav = WavFile.tone(folder.resolve("tone.wav"), 440, 0.1);
    Path flac = Encoding.FLAC.write(folder, 1);
    List<String> output = child(folder.resolve("cache"), wav, flac);
    assertThat(output)
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

  /** What {@link Child} prints, without the log. */
  private List<String> child(Path cache, Path... files) throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("ffmpeg"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            Child.class.getName(),
            cache.toString(),
            files[0].toString(),
            files[1].toString());
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();
    List<String> lines = Files.readAllLines(output);
    assertThat(ended).as("ended; its output: %s", lines).isTrue();
    return lines.stream()
        .filter(line -> line.startsWith(Child.MARK))
        .map(line -> line.substring(Child.MARK.length()))
        .toList();
  }

  /** Extracts features by way of a cache. */
  static final class Child {
    static final String MARK = "RESULT ";

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
        System.out.println(MARK + result);
      }
    }
  }
}
