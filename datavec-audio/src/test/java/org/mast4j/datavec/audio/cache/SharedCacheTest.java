package org.mast4j.datavec.audio.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.WavFile;

/** One cache folder under two processes that write and evict at the same time. */
class SharedCacheTest {

  @TempDir Path folder;

  @Test
  void twoProcessesGetTheFeaturesOfEachClip() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CacheProcess.class.getName(), folder.resolve("cache").toString()));
    for (int i = 0; i < 12; i++) {
      command.add(WavFile.tone(folder.resolve(i + ".wav"), 200 + 100 * i, 0.1).toString());
    }
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path output = folder.resolve("output" + i);
      processes.add(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start());
    }
    for (int i = 0; i < 2; i++) {
      boolean ended = processes.get(i).waitFor(2, TimeUnit.MINUTES);
      processes.get(i).destroyForcibly();
      String output = Files.readString(folder.resolve("output" + i));
      assertThat(ended).as(output).isTrue();
      assertThat(processes.get(i).exitValue()).as(output).isZero();
    }
  }
}
