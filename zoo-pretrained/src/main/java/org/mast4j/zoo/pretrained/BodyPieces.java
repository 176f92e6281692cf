package org.mast4j.zoo.pretrained;

import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Hands the body of an answer to the reading thread piece by piece. The JDK's own input stream
 * waits for ever on a server that stops sending; {@link #next} doesn't.
 */
final class BodyPieces implements BodySubscriber<BodyPieces>, AutoCloseable {
  private sealed interface Signal {}

  private record Piece(List<ByteBuffer> buffers) implements Signal {}

  private record End() implements Signal {}

  private record Failure(Throwable cause) implements Signal {}

  // Holds two signals at most: a piece is asked for when the one before is taken.
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final CompletableFuture<BodyPieces> subscribed = new CompletableFuture<>();
  private volatile Flow.Subscription subscription;

  @Override
  public CompletionStage<BodyPieces> getBody() {
    return subscribed;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    subscription.request(1);
    subscribed.complete(this);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    signals.add(new Piece(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    signals.add(new Failure(cause));
  }

  @Override
  public void onComplete() {
    signals.add(new End());
  }

  /**
   * The next piece, or empty at the end.
   *
   * @throws TransferException if the connection broke, or nothing came for that long
   */
  Optional<List<ByteBuffer>> next(Duration patience)
      throws TransferException, InterruptedIOException {
    Signal signal;
    try {
      signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw Interruptions.asIo(e);
    }
    if (signal == null) {
      throw new TransferException("nothing came for " + patience.toMillis() + " ms");
    }
    if (signal instanceof Failure failure) {
      throw new TransferException(
          "the connection broke (" + failure.cause().getMessage() + ")", failure.cause());
    }
    if (signal instanceof Piece piece) {
      subscription.request(1);
      return Optional.of(piece.buffers());
    }
    return Optional.empty();
  }

  /** Gives up the rest of the body. */
  @Override
  public void close() {
    subscription.cancel();
  }
}
