package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.FeatureStatistics;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.ChildJvm;

/** Files that don't fit into the memory, in a JVM that has little of it. */
class LongClipTest {

  private static final int RATE = 16_000;

  @TempDir Path folder;

  @Test
  void theFirstFramesOfAnHourTakeLittleMoreMemoryThanItsSamples() throws Exception {
    Path file = wav("hour.wav", 3600);
    assertThat(child(400, "features", file)).containsExactly("OK 512 frames");
  }

  @Test
  void whatIsTooLongForTheMemoryIsSaidOfTheFileAndSkipped() throws Exception {
    Path file = wav("long.wav", 4 * 3600);
    WavFile.tone(folder.resolve("tone.wav"), 440, 1);
    assertThat(child(200, "features", file))
        .containsExactly(file + ": too long for the memory; cut it into parts");
    assertThat(child(400, "all", wav("half.wav", 3600)))
        .singleElement()
        .asString()
        .contains("half.wav: too long for the memory; cut it into parts");
    Files.delete(folder.resolve("half.wav"));
    assertThat(child(200, "statistics", folder)).containsExactly("OK 1 good, 1 bad");
  }

  @Test
  void aLengthThatNoArrayTakesIsTooLongToo() throws IOException {
    Path file = wav("days.wav", 134_000); // as 16-bit samples just below 4 GiB
    assertThatExceptionOfType(AudioException.class)
        .isThrownBy(() -> AudioFiles.read(file))
        .withMessageContaining("too long for the memory");
  }

  /** Silence on a disk that needn't hold it. */
  private Path wav(String name, int seconds) throws IOException {
    long bytes = 2L * RATE * seconds;
    Path file = WavFile.write(folder.resolve(name), WavFile.PCM, 1, RATE, 16, bytes, new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(44 + bytes);
    }
    return file;
  }

  private List<String> child(int megabytes, String work, Path path)
      throws IOException, InterruptedException {
    return ChildJvm.of(Child.class).options("-Xmx" + megabytes + "m").run(work, path).said();
  }

  /** Does the work and prints what became of it. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      FrontEndConfig config = FrontEndConfig.librosa().withFrames(512);
      Path path = Path.of(arguments[1]);
      String result;
      try {
        result =
            switch (arguments[0]) {
              case "features" ->
                  "OK " + new FeatureExtractor(config).extract(path).frames() + " frames";
              case "all" ->
                  "OK "
                      + new FeatureExtractor(config.withFrames(1_000_000)).extract(path).frames()
                      + " frames";
              default -> statistics(path, config);
            };
      } catch (AudioException e) {
        result = e.getMessage();
      }
      ChildJvm.say(result);
    }

    private static String statistics(Path path, FrontEndConfig config) throws IOException {
      BadClips bad = BadClips.skipped();
      FeatureStatistics statistics =
          FeatureStatistics.compute(AudioDataset.open(path).clips(), config, bad, done -> {});
      return "OK " + statistics.clips() + " good, " + bad.problems().size() + " bad";
    }
  }
}
