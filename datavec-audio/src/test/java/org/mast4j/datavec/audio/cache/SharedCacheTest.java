package org.mast4j.datavec.audio.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.WavFile;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Run;

/** One cache folder under two processes that write and evict at the same time. */
class SharedCacheTest {

  @TempDir Path folder;

  @Test
  void twoProcessesGetTheFeaturesOfEachClip() throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(folder.resolve("cache")));
    for (int i = 0; i < 12; i++) {
      arguments.add(WavFile.tone(folder.resolve(i + ".wav"), 200 + 100 * i, 0.1));
    }
    ChildProcess process =
        ChildJvm.of(CacheProcess.class).options("-Xmx256m").with(arguments.toArray());
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Run>> runs = List.of(threads.submit(process::run), threads.submit(process::run));
      for (Future<Run> run : runs) {
        run.get().succeeded();
      }
    } finally {
      threads.shutdown();
    }
  }
}
