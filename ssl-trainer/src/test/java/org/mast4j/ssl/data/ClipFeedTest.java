package org.mast4j.ssl.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
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
          got.add(index);
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

  private final Set<Integer> got = ConcurrentHashMap.newKeySet();

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
  void nothingIsReadBeforeTheFirstBatchAndTwoBatchesAheadAfterIt() throws InterruptedException {
    try (ClipFeed feed = new ClipFeed(clips, new EpochSampler(CLIPS / 2, BATCH, 2))) {
      assertThat(got).isEmpty();
      feed.next();
      for (int i = 0; i < 100 && got.size() < 3 * BATCH; i++) {
        Thread.sleep(20);
      }
      assertThat(got).hasSize(3 * BATCH);
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
