package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.AudioException;

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
    Path output = folder.resolve("output.txt");
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            clips.toString());
    child.environment().put("LC_ALL", "C");
    Process process =
        child
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readAllLines(output, StandardCharsets.US_ASCII))
        .filteredOn(line -> line.startsWith(Child.MARK))
        .containsExactlyInAnyOrder(
            Child.MARK + "48000 samples",
            Child.MARK + "48000 samples",
            Child.MARK + "48000 samples",
            Child.MARK + "48000 samples",
            Child.MARK + "refused, and it is the file named: true");
  }

  /** Reads all files of a folder. */
  static final class Child {
    static final String MARK = "RESULT ";

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
          System.out.println(MARK + result);
        }
      }
    }
  }
}
