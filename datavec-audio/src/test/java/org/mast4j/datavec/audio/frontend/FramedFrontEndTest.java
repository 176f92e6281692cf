package org.mast4j.datavec.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.Waveform;

/** Clips are computed by blocks of frames, of which nothing may be seen. */
class FramedFrontEndTest {

  private static final int RATE = 16_000; // Hz
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Hops beyond the window and of one sample, windows shorter than the FFT, sizes of FFTs. */
  static Stream<FrontEndConfig> configs() {
    return Stream.of(FrontEndConfig.librosa(), FrontEndConfig.kaldi())
        .flatMap(
            config ->
                Stream.of(
                    config,
                    config.withHopSamples(2_000),
                    shape(config, 30, 30, 1),
                    shape(config, 25, 66, 7),
                    shape(config, 2, 2, 3),
                    shape(config, 400, 480, 160),
                    shape(config, 300, 4096, 100)));
  }

  private static FrontEndConfig shape(FrontEndConfig config, int window, int fft, int hop) {
    return config.with(frame -> frame.windowSamples(window).fftSize(fft).hopSamples(hop).mels(5));
  }

  /** Each frame as the only one of its own clip: the samples that it reads. */
  @ParameterizedTest
  @MethodSource("configs")
  void aFrameIsTheSameAlone(FrontEndConfig preset) {
    FrontEndConfig config = preset.withSubtractMean(false);
    boolean centred = config.kind() == FrontEndConfig.Kind.LIBROSA;
    int reach = centred ? config.fftSize() : config.windowSamples();
    int hop = config.hopSamples();
    float[] samples = noise(300 * hop + reach);
    FrontEnd frontEnd = FrontEnd.of(config);
    Spectrogram all = frontEnd.apply(new Waveform(samples, RATE));
    for (int t : new int[] {0, 1, 99, 127, 128, 129, 255, all.frames() - 1}) {
      int start = t * hop - (centred ? reach / 2 : 0);
      float[] part = new float[reach];
      for (int i = 0; i < reach; i++) {
        int at = start + i;
        part[i] = at >= 0 && at < samples.length ? samples[at] : 0;
      }
      assertThat(frame(all, t)).as("frame " + t).isEqualTo(alone(frontEnd, part, centred));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theFirstFramesAreTheSameWithoutTheOthers(FrontEndConfig config) {
    FrontEnd frontEnd = FrontEnd.of(config);
    Waveform clip = new Waveform(noise(290 * config.hopSamples() + config.fftSize()), RATE);
    Spectrogram all = frontEnd.apply(clip);
    for (int frames : new int[] {1, 100, 129, 257}) {
      Spectrogram some = frontEnd.apply(clip, frames);
      assertThat(some.frames()).isEqualTo(frames);
      assertThat(some.values()).isEqualTo(Arrays.copyOf(all.values(), frames * all.mels()));
    }
  }

  /** Once there is memory for a block, a clip allocates no more than what it returns. */
  @Test
  void nothingIsAllocatedPerFrame() {
    for (FrontEndConfig config :
        new FrontEndConfig[] {FrontEndConfig.librosa(), FrontEndConfig.kaldi()}) {
      FrontEnd frontEnd = FrontEnd.of(config);
      Waveform clip = new Waveform(noise(20 * RATE), RATE);
      long returned = 4L * frontEnd.apply(clip).values().length;
      long thread = Thread.currentThread().getId();
      long before = THREADS.getThreadAllocatedBytes(thread);
      frontEnd.apply(clip);
      long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
      assertThat(allocated).isBetween(returned, returned + 4096);
    }
  }

  private static float[] alone(FrontEnd frontEnd, float[] samples, boolean centred) {
    if (!centred) {
      return frame(frontEnd.apply(new Waveform(samples, RATE)), 0);
    }
    // a clip whose frame t is centred on these samples
    int hop = frontEnd.config().hopSamples();
    int t = (samples.length / 2 + hop - 1) / hop;
    float[] clip = new float[t * hop + samples.length];
    System.arraycopy(samples, 0, clip, t * hop - samples.length / 2, samples.length);
    return frame(frontEnd.apply(new Waveform(clip, RATE)), t);
  }

  private static float[] frame(Spectrogram spectrogram, int t) {
    int width = spectrogram.mels();
    return Arrays.copyOfRange(spectrogram.values(), t * width, (t + 1) * width);
  }

  private static float[] noise(int length) {
    Random random = new Random(length);
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return samples;
  }
}
