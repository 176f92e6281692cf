package org.mast4j.datavec.audio.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefetchTest {

  @Test
  void resultsComeInTheOrderOfTheTasks() {
    Iterator<Prefetch.Task<Integer>> tasks =
        IntStream.range(0, 50)
            .<Prefetch.Task<Integer>>mapToObj(
                i ->
                    () -> {
                      Thread.yield();
                      return i;
                    })
            .iterator();
    try (Prefetch<Integer> results = new Prefetch<>(tasks, 7)) {
      for (int i = 0; i < 50; i++) {
        assertThat(results.hasNext()).isTrue();
        assertThat(results.next()).isEqualTo(i);
      }
      assertThat(results.hasNext()).isFalse();
      assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void whatATaskThrowsComesInItsPlaceAndTheNextResultAfterIt() {
    List<Prefetch.Task<Integer>> tasks =
        List.of(
            () -> {
              throw new IOException("clip.wav: damaged");
            },
            () -> {
              throw new IllegalStateException("a bug");
            },
            () -> {
              throw new OutOfMemoryError("no room");
            },
            () -> 4);
    try (Prefetch<Integer> results = new Prefetch<>(tasks.iterator(), 4)) {
      assertThatThrownBy(results::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("clip.wav: damaged")
          .hasCauseExactlyInstanceOf(IOException.class);
      assertThatThrownBy(results::next).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(results::next).isInstanceOf(OutOfMemoryError.class);
      assertThat(results.next()).isEqualTo(4);
    }
  }

  @Test
  void anInterruptedThreadStopsWaiting() {
    CountDownLatch atTheEnd = new CountDownLatch(1);
    List<Prefetch.Task<Integer>> tasks =
        List.of(
            () -> {
              await(atTheEnd);
              return 1;
            });
    try (Prefetch<Integer> results = new Prefetch<>(tasks.iterator(), 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      atTheEnd.countDown();
    }
  }

  @Test
  void anInterruptedThreadMayWaitOnAndStaysInterrupted() {
    CountDownLatch asked = new CountDownLatch(1);
    List<Prefetch.Task<Integer>> tasks =
        List.of(
            () -> {
              await(asked);
              return 1;
            });
    try (Prefetch<Integer> results = new Prefetch<>(tasks.iterator(), 1)) {
      Thread.currentThread().interrupt();
      CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(asked::countDown);
      assertThat(results.nextDespiteInterrupts()).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingLetsTheRunningTasksEndAndStartsNoOther() throws InterruptedException {
    int running = Runtime.getRuntime().availableProcessors();
    CountDownLatch started = new CountDownLatch(running);
    CountDownLatch closed = new CountDownLatch(1);
    Queue<Thread> starts = new ConcurrentLinkedQueue<>();
    AtomicInteger ends = new AtomicInteger();
    Prefetch.Task<Integer> first = () -> 0;
    Prefetch.Task<Integer> other =
        () -> {
          starts.add(Thread.currentThread());
          started.countDown();
          await(closed);
          return ends.incrementAndGet();
        };
    List<Prefetch.Task<Integer>> tasks = new ArrayList<>(Collections.nCopies(2 * running, other));
    tasks.add(0, first);
    try (Prefetch<Integer> results = new Prefetch<>(tasks.iterator(), tasks.size())) {
      results.next();
      started.await();
    } finally {
      closed.countDown();
    }
    for (Thread worker : starts) {
      worker.join();
    }
    assertThat(starts).hasSize(running);
    assertThat(ends).hasValue(running);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }
}
