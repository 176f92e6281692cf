package org.mast4j.datavec.audio.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An extractor that asks a cache first. */
final class CachedFeatures implements ClipFeatures {

  private static final Logger log = LoggerFactory.getLogger(CachedFeatures.class);

  private static final int PROBE_RATE = 22_050; // Hz; not a front end's, so that it is resampled
  private static final int PROBE_SAMPLES = 4_096;

  private final FeatureCache cache;
  private final FeatureExtractor extractor;
  private final byte[] recipe;

  CachedFeatures(FeatureCache cache, FeatureExtractor extractor) {
    this.cache = cache;
    this.extractor = extractor;
    // What it makes of a signal is part of the key: a later version that computes otherwise from
    // the same configuration doesn't find what this one stored.
    this.recipe =
        CacheKey.recipe(
            FrontEndJson.toJson(extractor.config()).toString(),
            extractor.extract(probe()).values());
  }

  @Override
  public FrontEndConfig config() {
    return extractor.config();
  }

  @Override
  public Spectrogram extract(Path file) throws AudioException {
    Optional<CacheKey> key = key(file);
    if (key.isEmpty()) {
      return extractor.extract(file); // which says better what is wrong with the file
    }
    Optional<Spectrogram> stored = cache.read(key.get(), config().frames(), config().width());
    if (stored.isPresent()) {
      return stored.get();
    }
    Spectrogram features = extractor.extract(file);
    if (key(file).equals(key)) { // else it was written to while it was decoded
      cache.write(key.get(), features);
    }
    return features;
  }

  private Optional<CacheKey> key(Path file) {
    try {
      return Optional.of(CacheKey.of(file, recipe, AudioFiles.decoder(file)));
    } catch (IOException e) {
      log.debug("no key for {}: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** A rising tone with a click. */
  private static Waveform probe() {
    float[] samples = new float[PROBE_SAMPLES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.5 * StrictMath.sin(1e-4 * i * i));
    }
    samples[PROBE_SAMPLES / 2] = 0.9f;
    return new Waveform(samples, PROBE_RATE);
  }
}
