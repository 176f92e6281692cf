package org.mast4j.ssl.internal.data;

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
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.Gain;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.LazyList;

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

  private ClipFeed feed(EpochSampler sampler) {
    return new ClipFeed(ClipSource.of(clips), new Views(List.of()), sampler);
  }

  @Test
  void waveformsComeAlongWhereViewsNeedThem() {
    List<Waveform> waveforms =
        new LazyList<>(CLIPS, i -> new Waveform(new float[] {i / 100f}, 16_000));
    ClipSource both = new ClipSource(clips, waveforms, waveform -> clips.get(0));
    Views louder = new Views(List.of(new Gain()));
    try (ClipFeed feed = new ClipFeed(both, louder, new EpochSampler(CLIPS / 2, BATCH, 1))) {
      ClipFeed.Batch batch = feed.next();
      assertThat(batch.clips().waveforms())
          .extracting(waveform -> Math.round(100 * waveform.samples()[0]))
          .isEqualTo(batch.indices());
    }
    assertThatThrownBy(
            () -> new ClipFeed(ClipSource.of(clips), louder, new EpochSampler(CLIPS, BATCH, 1)))
        .hasMessageContaining("the clips are log-mels");
  }

  @Test
  void theBatchesAreTheSamplers() {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 1);
    try (ClipFeed feed = feed(new EpochSampler(CLIPS / 2, BATCH, 1))) {
      for (int i = 0; i < 10; i++) {
        ClipFeed.Batch batch = feed.next();
        assertThat(batch.indices()).isEqualTo(sampler.next());
        assertThat(batch.clips().logMels())
            .extracting(clip -> (int) clip.values()[0])
            .isEqualTo(batch.indices());
      }
    }
  }

  @Test
  void nothingIsDrawnBeforeTheFirstBatch() {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 2);
    EpochSampler same = new EpochSampler(CLIPS / 2, BATCH, 2);
    try (ClipFeed feed = feed(sampler)) {
      assertThat(sampler.next()).isEqualTo(same.next());
      assertThat(feed.next().indices()).isEqualTo(same.next());
    }
  }

  @Test
  @Timeout(60)
  void twoBatchesAreReadAheadAndNoMoreAreDrawn() throws InterruptedException {
    EpochSampler sampler = new EpochSampler(CLIPS / 2, BATCH, 2);
    EpochSampler same = new EpochSampler(CLIPS / 2, BATCH, 2);
    try (ClipFeed feed = feed(sampler)) {
      assertThat(feed.next().indices()).isEqualTo(same.next());
      reads.await();
      same.next();
      same.next();
      assertThat(sampler.next()).isEqualTo(same.next());
    }
  }

  @Test
  void aClipThatHasBecomeBadIsNamed() {
    try (ClipFeed feed = feed(new EpochSampler(CLIPS, CLIPS, 1))) {
      assertThatThrownBy(feed::next)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("13.wav: empty file");
    }
  }
}
