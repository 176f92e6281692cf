package org.mast4j.ssl.dl4j.ui;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.VertxUIServer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;

/** The UI once it listens. */
final class RunningUi implements TrainingUi {
  private static final int REPORTS = 200;

  private final Vertx vertx;
  private final Path cache;
  private final LoopbackServer server;
  private final StatsStorage storage = new InMemoryStatsStorage();

  private RunningUi(Vertx vertx, Path cache, LoopbackServer server) {
    this.vertx = vertx;
    this.cache = cache;
    this.server = server;
    server.attach(storage);
  }

  static RunningUi start(int port) {
    VertxUIServer other = VertxUIServer.getInstance();
    if (other != null && !other.isStopped()) {
      throw new IllegalStateException(
          "a training UI runs in this JVM already, at " + other.getAddress() + "; close it first");
    }
    Path cache = cache();
    Vertx vertx = vertx(cache);
    LoopbackServer server = new LoopbackServer(port);
    CompletableFuture<String> started = new CompletableFuture<>();
    vertx.deployVerticle(
        server,
        result -> {
          if (result.succeeded()) {
            started.complete(result.result());
          } else {
            started.completeExceptionally(result.cause());
          }
        });
    try {
      started.join();
    } catch (CompletionException e) {
      server.stop(Promise.promise()); // by which the next start knows that none runs
      close(vertx, cache);
      throw new UncheckedIOException(
          new IOException(
              "the training UI can't listen on %s:%d; choose another port"
                  .formatted(LoopbackServer.HOST, port),
              e.getCause()));
    }
    return new RunningUi(vertx, cache, server);
  }

  /** Vert.x's own default is one folder for all users, in which the first alone may write. */
  private static Path cache() {
    try {
      return Files.createTempDirectory("mast4j-ui");
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(
              "the training UI needs a temporary folder, and "
                  + System.getProperty("java.io.tmpdir")
                  + " can't have one; set -Djava.io.tmpdir to a folder that can be written",
              e));
    }
  }

  private static Vertx vertx(Path cache) {
    FileSystemOptions files = new FileSystemOptions().setFileCacheDir(cache.toString());
    return Vertx.vertx(new VertxOptions().setFileSystemOptions(files));
  }

  private static void close(Vertx vertx, Path cache) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    vertx.close(result -> closed.complete(null));
    closed.join();
    try {
      Files.deleteIfExists(cache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public TrainingListener listener(int steps) {
    return new StatsListener(storage, Math.max(1, steps / REPORTS));
  }

  @Override
  public StatsStorageRouter storage() {
    return storage;
  }

  @Override
  public String address() {
    return "http://" + LoopbackServer.HOST + ":" + server.getPort();
  }

  @Override
  public void close() {
    server.detach(storage);
    close(vertx, cache);
  }
}
