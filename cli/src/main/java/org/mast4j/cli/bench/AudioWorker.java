package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.frontend.FrontEnd;

/** The process that does one {@link AudioWork} in this library. */
public final class AudioWorker {
  private static final int CLIPS = 64;
  private static final int RATE = 16_000; // Hz
  private static final int SECONDS = 10;

  private AudioWorker() {}

  /** Runs the work whose enum name is the only argument. */
  public static void main(String[] arguments) throws IOException {
    AudioWork work = AudioWork.valueOf(arguments[0]);
    FrontEnd frontEnd = FrontEnd.of(work.frontEnd());
    Waveform clip = noise();
    Turns.take(
        System.out,
        () -> {
          IntStream clips = IntStream.range(0, CLIPS);
          // the common pool and this thread are as many threads as there are cores
          (work.threads() > 1 ? clips.parallel() : clips).forEach(i -> frontEnd.apply(clip));
        },
        CLIPS);
  }

  private static Waveform noise() {
    Random random = new Random(1);
    float[] samples = new float[SECONDS * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return new Waveform(samples, RATE);
  }
}
