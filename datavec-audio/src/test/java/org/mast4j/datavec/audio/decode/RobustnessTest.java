package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of every format, in a JVM of their own: a crash there isn't one here. */
class RobustnessTest {

  @TempDir Path folder;

  @Test
  void damagedFilesNeitherCrashNorHangNorPassForSound() throws IOException, InterruptedException {
    List<String> files = new ArrayList<>();
    for (Encoding encoding : Encoding.values()) {
      files.add(encoding.write(folder, 1).toString());
    }
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(DamagedFiles.class.getName());
    command.addAll(files);
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = child.waitFor(5, TimeUnit.MINUTES);
    child.destroyForcibly();
    List<String> lines = Files.readAllLines(output);
    assertThat(ended).as("ended; its output: %s", lines).isTrue();
    assertThat(child.exitValue()).as("exit value; its output: %s", lines).isZero();
    assertThat(DamagedFiles.breaches(lines)).isEmpty();
    assertThat(lines).filteredOn(line -> line.startsWith("DONE")).hasSameSizeAs(files);
  }
}
