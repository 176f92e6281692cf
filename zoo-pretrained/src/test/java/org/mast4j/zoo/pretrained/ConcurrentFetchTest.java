package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.zoo.pretrained.Fixture.MODEL;
import static org.mast4j.zoo.pretrained.Fixture.config;
import static org.mast4j.zoo.pretrained.Fixture.content;
import static org.mast4j.zoo.pretrained.Fixture.entry;
import static org.mast4j.zoo.pretrained.Fixture.known;
import static org.mast4j.zoo.pretrained.ScriptedServer.file;
import static org.mast4j.zoo.pretrained.ScriptedServer.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;

/** Threads and processes that want the same weights at once. */
class ConcurrentFetchTest {
  private static final byte[] CONTENT = content(1);
  private static final PretrainedEntry ENTRY = entry(known(MODEL, CONTENT));
  private static final String READY = "ready";

  @TempDir Path cache;

  @Test
  void oneThreadDownloadsAndTheOtherWaits() throws Exception {
    CountDownLatch bothAsk = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (ScriptedServer server = http(fileAfter(bothAsk))) {
      Callable<Path> fetch =
          () -> {
            WeightsStore store = new WeightsStore(config(cache, server));
            bothAsk.countDown();
            return store.fetch(ENTRY);
          };
      List<Future<Path>> fetched = List.of(threads.submit(fetch), threads.submit(fetch));

      for (Future<Path> directory : fetched) {
        assertThat(directory.get().resolve(MODEL)).hasBinaryContent(CONTENT);
      }
      assertThat(server.requests()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void oneProcessDownloadsAndTheOtherWaits() throws Exception {
    CountDownLatch bothAsk = new CountDownLatch(2);
    try (ScriptedServer server = http(fileAfter(bothAsk))) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(start(server.address()));
      }
      for (Process process : processes) {
        BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo(READY);
        bothAsk.countDown();
      }

      for (Process process : processes) {
        assertThat(process.waitFor()).isZero();
      }
      assertThat(cache.resolve("nano").resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** The other process: fetches the entry from the server at args[1] into the cache args[0]. */
  public static void main(String[] args) throws IOException {
    WeightsStore store =
        new WeightsStore(
            StoreConfig.in(Path.of(args[0]))
                .withMirror(URI.create(args[1]))
                .withPatience(Fixture.CALM));
    System.out.println(READY);
    store.fetch(ENTRY);
  }

  private Process start(URI server) throws IOException {
    return ChildJvm.of(ConcurrentFetchTest.class).with(cache, server).start();
  }

  /** The file, as soon as both have begun to ask for it. */
  private static ScriptedServer.Answer fileAfter(CountDownLatch bothAsk) {
    return (request, client) -> {
      try {
        bothAsk.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      file(CONTENT, "\"v1\"").write(request, client);
    };
  }
}
