package org.mast4j.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.datavec.api.conf.Configuration;
import org.datavec.api.split.FileSplit;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.datavec.audio.reader.PrefetchingIterator;

/** A temporary folder of one-second clips that is read as batches of patches, on all cores. */
public final class WavToPatches implements Closeable {
  private static final String CLIPS = "clips";
  private static final int CLASSES = 10;
  private static final int BATCH = 64;

  /** 1.28 s, which AST has for Speech Commands: 144 patches of 16 x 16. */
  private static final int FRAMES = 128;

  private static final int WARM_UPS = 3;

  private final ClipFolder folder;
  private final int clips;

  /**
   * How fast the folder is read.
   *
   * @param clipsPerSecond median of the epochs
   * @param cpuMillis of a clip, over all threads; other programs lengthen it less than they do the
   *     time
   */
  public record Speed(double clipsPerSecond, double cpuMillis) {}

  /**
   * Memory before and after most of the clips were read.
   *
   * @param earlyClips how many had been read at {@code early}
   * @param lateClips likewise
   */
  public record Growth(int earlyClips, MemoryUse early, int lateClips, MemoryUse late) {
    /** Late to early. */
    public double ratio() {
      return late.residentMegabytes() / early.residentMegabytes();
    }
  }

  /** Generates the clips: 16 kHz, 16 bits, a tone in noise. */
  public WavToPatches(int clips) throws IOException {
    this.folder = new ClipFolder();
    this.clips = clips;
    Random random = new Random(1);
    for (int i = 0; i < clips; i++) {
      String name = CLIPS + "/class" + i % CLASSES + "/" + i + ".wav";
      folder.write(name, 200 + 10 * (i % 300), 1, random);
    }
  }

  /** The speed after warm-ups that read the files once before. */
  public Speed speed(FrontEndConfig frontEnd, int epochs) throws IOException {
    return speed(frontEnd, new Configuration(), epochs);
  }

  /** The same where the warm-ups have filled a feature cache. */
  public Speed cachedSpeed(FrontEndConfig frontEnd, int epochs) throws IOException {
    Configuration cached = new Configuration();
    cached.set(AudioRecordReader.CACHE, folder.resolve("cache").toString());
    return speed(frontEnd, cached, epochs);
  }

  private Speed speed(FrontEndConfig frontEnd, Configuration configuration, int epochs)
      throws IOException {
    List<Double> rates = new ArrayList<>();
    try (PrefetchingIterator batches = open(frontEnd, configuration)) {
      for (int epoch = 0; epoch < WARM_UPS; epoch++) {
        readFolder(batches);
      }
      double cpuBefore = cpuMillis();
      for (int epoch = 0; epoch < epochs; epoch++) {
        long start = System.nanoTime();
        readFolder(batches);
        rates.add(clips / ((System.nanoTime() - start) / 1e9));
      }
      double cpu = (cpuMillis() - cpuBefore) / epochs / clips;
      return new Speed(Median.of(rates), cpu);
    }
  }

  private static double cpuMillis() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e6;
  }

  /**
   * Reads the folder until at least {@code total} clips have passed, without a cache; whole, and at
   * least once before each look at the memory. The first look is after a tenth of the readings.
   */
  public Growth growth(FrontEndConfig frontEnd, int total) throws IOException {
    int epochs = Math.max(2, (total + clips - 1) / clips);
    int tenth = Math.max(1, epochs / 10);
    try (PrefetchingIterator batches = open(frontEnd, new Configuration())) {
      for (int epoch = 0; epoch < tenth; epoch++) {
        readFolder(batches);
      }
      MemoryUse early = MemoryUse.settled();
      for (int epoch = tenth; epoch < epochs; epoch++) {
        readFolder(batches);
      }
      return new Growth(tenth * clips, early, epochs * clips, MemoryUse.settled());
    }
  }

  private PrefetchingIterator open(FrontEndConfig frontEnd, Configuration configuration)
      throws IOException {
    AudioRecordReader reader = new AudioRecordReader(frontEnd.withFrames(FRAMES));
    try {
      reader.initialize(configuration, new FileSplit(clipFolder().toFile()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while listing " + clipFolder(), e);
    }
    return new PrefetchingIterator(reader, BATCH);
  }

  private void readFolder(PrefetchingIterator batches) {
    int read = 0;
    while (batches.hasNext()) {
      read += batches.next().numExamples();
    }
    if (read != clips) {
      throw new IllegalStateException(read + " of " + clips + " clips came");
    }
    batches.reset();
  }

  private Path clipFolder() {
    return folder.resolve(CLIPS);
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
