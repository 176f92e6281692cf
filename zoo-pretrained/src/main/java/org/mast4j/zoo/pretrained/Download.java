package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One file over HTTP into its {@link PartFile}: goes on where an earlier try stopped if the server
 * still has that version, else starts over, and tries again after what may pass.
 */
final class Download {
  /** Where neither catalogue nor server says how long a file is: nothing published is longer. */
  private static final long MAX_BYTES = 16L << 30;

  private static final Set<Integer> MAY_PASS = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final HttpClient client;
  private final URI address;
  private final Patience patience;
  private final PretrainedFile file;
  private final PartFile part;
  private final Progress progress;

  Download(
      HttpClient client,
      StoreConfig config,
      PretrainedFile file,
      PartFile part,
      Progress progress) {
    this.client = client;
    this.address = config.resolve(file.address());
    this.patience = config.patience();
    this.file = file;
    this.part = part;
    this.progress = progress;
  }

  /**
   * Completes the part file.
   *
   * @throws PretrainedException if the server refuses, sends what can't be the file, or fails more
   *     often than patience allows; what came stays in the part file for the next time
   */
  void run() throws IOException {
    for (int failures = 0; ; failures++) {
      try {
        attempt();
        part.finish();
        return;
      } catch (TransferException e) {
        if (failures == patience.retries()) {
          throw new PretrainedException(
              address
                  + ": gave up at try "
                  + (failures + 1)
                  + ": "
                  + e.getMessage()
                  + "; "
                  + part.length()
                  + " bytes are kept, fetch again to go on",
              e);
        }
        pause(patience.beforeRetry(failures));
      }
    }
  }

  private void attempt() throws IOException {
    // Without a tag nothing tells whether the rest still belongs to the bytes that are here.
    Optional<String> tag = part.tag();
    HttpResponse<BodyPieces> answer = ask(tag);
    try (BodyPieces body = answer.body()) {
      switch (answer.statusCode()) {
        case 200 -> {
          part.restart(strongTag(answer));
          receive(body, answer.headers().firstValueAsLong("Content-Length"));
        }
        case 206 -> {
          ContentRange range = ContentRange.of(answer.headers());
          if (tag.isEmpty() || !continues(range, tag, strongTag(answer))) {
            part.restart(Optional.empty());
            throw new TransferException("the server sent another part than it was asked for");
          }
          receive(body, range.total());
        }
        case 416 -> {
          // Nothing to send beyond the last byte: an earlier process stopped just before it knew.
          OptionalLong total = ContentRange.of(answer.headers()).total();
          if (tag.isEmpty() || !total.equals(OptionalLong.of(part.length()))) {
            part.restart(Optional.empty());
            throw new TransferException("the server no longer has the part that was asked for");
          }
        }
        default -> throw refused(answer.statusCode());
      }
    }
  }

  private boolean continues(ContentRange range, Optional<String> tag, Optional<String> newTag)
      throws IOException {
    return range.start().equals(OptionalLong.of(part.length()))
        && (newTag.isEmpty() || newTag.equals(tag));
  }

  private void receive(BodyPieces body, OptionalLong announced) throws IOException {
    if (file.size().isPresent() && announced.isPresent() && !announced.equals(file.size())) {
      throw new PretrainedException(
          address
              + ": announces "
              + announced.getAsLong()
              + " bytes where the catalogue says "
              + file.size().getAsLong()
              + ", so that it is another file");
    }
    OptionalLong total = file.size().isPresent() ? file.size() : announced;
    long done = part.length();
    progress.at(file, done, total);
    for (Optional<List<ByteBuffer>> piece = body.next(patience.stall());
        piece.isPresent();
        piece = body.next(patience.stall())) {
      done += piece.get().stream().mapToLong(ByteBuffer::remaining).sum();
      if (done > total.orElse(MAX_BYTES)) {
        part.restart(Optional.empty());
        throw new PretrainedException(
            address + ": sends more than " + total.orElse(MAX_BYTES) + " bytes, the file's size");
      }
      part.append(piece.get());
      progress.at(file, done, total);
    }
    if (done < total.orElse(0)) {
      throw new TransferException(
          "the server stopped at byte " + done + " of " + total.getAsLong());
    }
  }

  /** Asks for the file, or for what is missing of the version of that tag. */
  private HttpResponse<BodyPieces> ask(Optional<String> tag) throws IOException {
    URI at = address;
    for (int hops = 0; hops <= Redirects.LIMIT; hops++) {
      HttpResponse<BodyPieces> answer = send(request(at, tag));
      if (!Redirects.isRedirect(answer.statusCode())) {
        return answer;
      }
      answer.body().close();
      at = Redirects.target(at, answer.headers());
    }
    throw new PretrainedException(
        address + ": more than " + Redirects.LIMIT + " redirects, the last to " + at);
  }

  private HttpRequest request(URI at, Optional<String> tag) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(at)
            .header("User-Agent", "mast4j")
            .header("Accept-Encoding", "identity");
    if (tag.isPresent()) {
      request.header("Range", "bytes=" + part.length() + "-").header("If-Range", tag.get());
    }
    return request.build();
  }

  private HttpResponse<BodyPieces> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<BodyPieces>> answer =
        client.sendAsync(request, info -> new BodyPieces());
    // Not the request's own timeout: from JDK 26 on that one limits the whole body as well.
    Duration limit = patience.connect().plus(patience.stall());
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new TransferException("no answer came for " + limit.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw Interruptions.asIo(e);
    } catch (ExecutionException e) {
      // Not only IOExceptions: the JDK fails with a NumberFormatException on a bad Content-Length.
      Throwable cause = e.getCause();
      if (cause instanceof Error error) {
        throw error;
      }
      String detail = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      throw new TransferException("no answer came (" + detail + ")", cause);
    }
  }

  private IOException refused(int status) {
    if (MAY_PASS.contains(status)) {
      return new TransferException("the server answered " + status);
    }
    return new PretrainedException(
        address
            + ": the server answered "
            + status
            + "; check the address, or set "
            + StoreConfig.MIRROR_PROPERTY
            + " or "
            + StoreConfig.OFFLINE_PROPERTY
            + " to another source");
  }

  /** The tag that names exactly these bytes; a weak one only names what they mean. */
  private static Optional<String> strongTag(HttpResponse<?> answer) {
    return answer.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/"));
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw Interruptions.asIo(e);
    }
  }
}
