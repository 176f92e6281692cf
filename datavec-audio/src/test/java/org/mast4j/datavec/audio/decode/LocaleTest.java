package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;

/** A JVM whose locale has no letters beyond ASCII, as in containers and cron. */
@EnabledOnOs(OS.LINUX)
class LocaleTest {

  @TempDir Path folder;

  @Test
  void whatAFolderListsIsDecodedThoughItsNameCantBeSaid() throws IOException, InterruptedException {
    Path clips = Files.createDirectory(folder.resolve("clips"));
    for (Encoding encoding : List.of(Encoding.FLAC, Encoding.MP3, Encoding.VORBIS, Encoding.WAV)) {
      Path file = encoding.write(folder, 1);
      Files.move(file, clips.resolve("犬." + encoding));
    }
    Files.writeString(clips.resolve("鳥.mp3"), "no audio");
    Run run = ChildJvm.of(Child.class).with(clips).with(Map.of("LC_ALL", "C")).run();
    assertThat(run.said())
        .containsExactlyInAnyOrder(
            "48000 samples",
            "48000 samples",
            "48000 samples",
            "48000 samples",
            "refused, and it is the file named: true");
  }

  /** Reads all files of a folder. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
        for (Path file : files.toList()) {
          String result;
          try {
            result = AudioFiles.read(file).samples().length + " samples";
          } catch (AudioException e) {
            result = "refused, and it is the file named: " + e.source().equals(file);
          }
          ChildJvm.say(result);
        }
      }
    }
  }
}
