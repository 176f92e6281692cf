package org.mast4j.datavec.audio.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;

/** Damaged files of every format, in a JVM of their own: a crash there isn't one here. */
class RobustnessTest {

  @TempDir Path folder;

  @Test
  void damagedFilesNeitherCrashNorHangNorPassForSound() throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    for (Encoding encoding : Encoding.values()) {
      files.add(encoding.write(folder, 1));
    }
    List<String> lines =
        ChildJvm.of(DamagedFiles.class)
            .options("-Xmx256m")
            .run(files.toArray())
            .succeeded()
            .lines();
    assertThat(DamagedFiles.breaches(lines)).isEmpty();
    assertThat(lines).filteredOn(line -> line.startsWith("DONE")).hasSameSizeAs(files);
  }
}
