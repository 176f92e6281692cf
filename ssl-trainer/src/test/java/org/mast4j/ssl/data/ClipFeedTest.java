package org.mast4j.ssl.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.Spectrogram;

class ClipFeedTest {
  private static final int CLIPS = 20;
  private static final int BATCH = 3;

  /** Clip i holds the value i; clip 13 has become bad. */
  private final List<Spectrogram> clips =
      new AbstractList<>() {
        @Override
        public Spectrogram get(int index) {
          reads.countDown();
          if (index == 13) {
            AudioException bad = new AudioException(Path.of("13.wav"), "empty file");
            throw new UncheckedIOException(bad.getMessage(), bad);
          }
          return new Spectrogram(new float[] {index}, 1, 1);
        }

        @Override
        public int size() {
          return CLIPS;
        }
      };

  private final CountDownLatch reads = new CountDownLatch(3 * BATCH);

  @Test
  void theBatchesAreTheSamplers() {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 1);
    try (ClipFeed feed = new ClipFeed(clips, new EpochSampler(CLIPS / 2, BATCH, 1))) {
      for (int i = 0; i < 10; i++) {
        ClipFeed.Batch batch = feed.next();
        assertThat(batch.indices()).isEqualTo(sampler.next());
        assertThat(batch.clips())
            .extracting(clip -> (int) clip.values()[0])
            .isEqualTo(batch.indices());
      }
    }
  }

  @Test
  void nothingIsDrawnBeforeTheFirstBatch() {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 2);
    EpochSampler same = new EpochSampler(CLIPS / 2, BATCH, 2);
    try (ClipFeed feed = new ClipFeed(clips, sampler)) {
      assertThat(sampler.next()).isEqualTo(same.next());
      assertThat(feed.next().indices()).isEqualTo(same.next());
    }
  }

  @Test
  @Timeout(60)
  void twoBatchesAreReadAheadAndNoMoreAreDrawn() throws InterruptedException {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 2);
    EpochSampler same = new EpochSampler(CLIPS / 2, BATCH, 2);
    try (ClipFeed feed = new ClipFeed(clips, sampler)) {
      assertThat(feed.next().indices()).isEqualTo(same.next());
      reads.await();
      same.next();
      same.next();
      assertThat(sampler.next()).isEqualTo(same.next());
    }
  }

  @Test
  void aClipThatHasBecomeBadIsNamed() {
    try (ClipFeed feed = new ClipFeed(clips, new EpochSampler(CLIPS, CLIPS, 1))) {
      assertThatThrownBy(feed::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("13.wav: empty file");
    }
  }
}
