package org.mast4j.datavec.audio.augment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.resample.Resampler;
import org.mast4j.settings.Require;

/**
 * Recorded noise: a random stretch of a random recording, which starts over where it is short.
 *
 * @param folder holds the recordings; all of them are in memory while they are used
 */
public record NoiseClips(String folder) implements NoiseSource {

  /** What was read, at the rate that it was wanted in; anew if the memory runs out. */
  private static final Map<Key, SoftReference<List<float[]>>> READ = new ConcurrentHashMap<>();

  private record Key(String folder, int sampleRate) {}

  public NoiseClips {
    Require.that(Files.isDirectory(Path.of(folder)), "folder", folder, "a folder of recordings");
  }

  @Override
  public float[] draw(int length, int sampleRate, RandomGenerator random) {
    List<float[]> recordings = recordings(sampleRate);
    float[] samples = recordings.get(random.nextInt(recordings.size()));
    return stretch(samples, random.nextInt(samples.length), length);
  }

  private List<float[]> recordings(int sampleRate) {
    Key key = new Key(folder, sampleRate);
    List<float[]> kept = kept(key);
    if (kept != null) {
      return kept;
    }
    synchronized (READ) { // one thread reads
      kept = kept(key);
      if (kept == null) {
        kept = read(sampleRate);
        READ.put(key, new SoftReference<>(kept));
      }
      return kept;
    }
  }

  private static List<float[]> kept(Key key) {
    SoftReference<List<float[]>> kept = READ.get(key);
    return kept == null ? null : kept.get();
  }

  private List<float[]> read(int sampleRate) {
    List<float[]> recordings = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      for (Path file : files.filter(AudioFiles::isAudio).sorted().toList()) {
        Waveform recording = AudioFiles.read(file);
        recordings.add(Resampler.of(recording.sampleRate(), sampleRate).apply(recording.samples()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException(folder + ": no recording of noise in it; add some");
    }
    return recordings;
  }

  /** {@code length} samples from {@code start} on, round and round. */
  static float[] stretch(float[] samples, int start, int length) {
    float[] stretch = new float[length];
    for (int done = 0, from = start; done < length; from = 0) {
      int count = Math.min(length - done, samples.length - from);
      System.arraycopy(samples, from, stretch, done, count);
      done += count;
    }
    return stretch;
  }
}
