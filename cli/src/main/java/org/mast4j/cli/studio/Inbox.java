package org.mast4j.cli.studio;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Receives clips as files of a temporary folder: no larger, and no slower, than agreed. */
final class Inbox implements AutoCloseable {
  private static final String PREFIX = "mast4j-studio-";
  private static final int BUFFER = 1 << 16;
  private static final double MEGABYTE = 1 << 20;

  private Path folder; // guarded by this: systems clean up after days
  private final StudioLimits limits;
  private final ScheduledExecutorService clock;

  Inbox(StudioLimits limits, ScheduledExecutorService clock) throws IOException {
    this.folder = Files.createTempDirectory(PREFIX); // which its owner alone may read
    this.limits = limits;
    this.clock = clock;
  }

  synchronized Path folder() throws IOException {
    if (!Files.isDirectory(folder)) {
      folder = Files.createTempDirectory(PREFIX);
    }
    return folder;
  }

  /**
   * A clip's file, which is the caller's to delete.
   *
   * @param late answers a client that took too long, while this thread still waits for it
   * @return nothing if {@code late} has answered
   * @throws Refusal if the clip is empty or too large
   * @throws IOException if the client went away
   */
  Optional<Path> receive(HttpExchange exchange, Consumer<Refusal> late)
      throws IOException, Refusal {
    String declared = exchange.getRequestHeaders().getFirst("Content-Length");
    if (declared != null && Long.parseLong(declared) > limits.bytes()) { // checked by the server
      throw tooLarge();
    }
    Path file = Files.createTempFile(folder(), "clip-", ".audio");
    boolean kept = false;
    try {
      kept = copyInTime(exchange, file, late);
      return kept ? Optional.of(file) : Optional.empty();
    } finally {
      if (!kept) {
        Files.delete(file);
      }
    }
  }

  private boolean copyInTime(HttpExchange exchange, Path file, Consumer<Refusal> late)
      throws IOException, Refusal {
    Alarm alarm = new Alarm(clock, limits.patience(), () -> late.accept(tooLate()));
    try {
      copy(exchange.getRequestBody(), file);
    } catch (IOException | Refusal e) {
      if (alarm.inTime()) {
        throw e;
      }
      return false;
    }
    return alarm.inTime();
  }

  private void copy(InputStream in, Path file) throws IOException, Refusal {
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
        if (bytes > limits.bytes()) {
          throw tooLarge();
        }
        out.write(buffer, 0, read);
      }
    }
    if (bytes == 0) {
      throw new Refusal(Refusal.UNUSABLE, "an empty clip; send the bytes of an audio file");
    }
  }

  private Refusal tooLarge() {
    return new Refusal(
        Refusal.TOO_LARGE,
        String.format(
            Locale.ROOT,
            "the clip has more than %.1f MB; cut it, or start studio with a larger --max-megabytes",
            limits.bytes() / MEGABYTE));
  }

  private Refusal tooLate() {
    return new Refusal(
        Refusal.TIMEOUT,
        "the clip didn't arrive within "
            + limits.patience().toMillis() / 1000.0
            + " s; send it faster, or a shorter one");
  }

  /** Deletes the folder with what clients that are still sending have left in it. */
  @Override
  public synchronized void close() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.toList();
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
    Files.delete(folder);
  }
}
