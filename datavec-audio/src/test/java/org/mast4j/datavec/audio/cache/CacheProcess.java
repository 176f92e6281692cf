package org.mast4j.datavec.audio.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/** One of several processes of {@link SharedCacheTest}: exits with 1 on features that differ. */
final class CacheProcess {

  /** Of 12 clips, 128 KiB each, it holds 8: entries are evicted all the while. */
  private static final long MAX_BYTES = 1 << 20;

  private CacheProcess() {}

  public static void main(String[] arguments) throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(FrontEndConfig.librosa().withFrames(256));
    FeatureCache cache = FeatureCache.open(Path.of(arguments[0]), MAX_BYTES);
    for (int round = 0; round < 10; round++) {
      for (int i = 1; i < arguments.length; i++) {
        Path clip = Path.of(arguments[i]);
        float[] cached = cache.over(extractor).extract(clip).values();
        if (!Arrays.equals(cached, extractor.extract(clip).values())) {
          throw new IllegalStateException(clip + " got other features from the cache");
        }
      }
    }
  }
}
