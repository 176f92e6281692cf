package org.mast4j.datavec.audio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
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
    CountDownLatch never = new CountDownLatch(1);
    List<Prefetch.Task<Integer>> tasks =
        List.of(
            () -> {
              try {
                never.await();
                return 1;
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            });
    try (Prefetch<Integer> results = new Prefetch<>(tasks.iterator(), 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
