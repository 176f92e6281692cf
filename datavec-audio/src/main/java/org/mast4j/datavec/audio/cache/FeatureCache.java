package org.mast4j.datavec.audio.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Require;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of features that any number of threads and processes may share.
 *
 * <p>An entry is named by a SHA-256 of the audio file's content and of the front end, never by the
 * file's path or time, so that a changed, moved or restored file can't get another's features.
 * Entries appear whole or not at all, and one that is damaged counts as missing. A folder that
 * can't be written is a slow cache, not an error: that is logged once.
 *
 * <p>Above its bound the entries that were read least recently go. Each process looks at the folder
 * again after it wrote a sixteenth of the bound, so that n of them exceed it by n sixteenths at
 * most. Deleting the folder, or {@link #clear}, empties the cache at any time.
 */
public final class FeatureCache {

  /** A bound that suits a disk of today: 20 GiB, 80,000 clips of 512 frames x 128 mels. */
  public static final long STANDARD_MAX_BYTES = 20L << 30;

  private static final Logger log = LoggerFactory.getLogger(FeatureCache.class);

  private final CacheFolder folder;
  private final AtomicBoolean writable = new AtomicBoolean(true);

  private FeatureCache(CacheFolder folder) {
    this.folder = folder;
  }

  /**
   * Opens a cache, which may be new.
   *
   * @param maxBytes the bound, at least 1 MiB
   * @throws AudioException if {@code directory} can't be a folder
   */
  public static FeatureCache open(Path directory, long maxBytes) throws IOException {
    Require.that(maxBytes >= 1 << 20, "maxBytes", maxBytes, "1 MiB at least");
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new AudioException(directory, "isn't a folder; name one for the cache, it may be new");
    }
    Files.createDirectories(directory);
    CacheFolder folder = new CacheFolder(directory, maxBytes);
    folder.trim();
    return new FeatureCache(folder);
  }

  /** What {@code extractor} gives, from the cache where it has it. */
  public ClipFeatures over(FeatureExtractor extractor) {
    return new CachedFeatures(this, extractor);
  }

  /** Deletes all entries, and nothing else in the folder. */
  public void clear() throws IOException {
    folder.clear();
  }

  /** Bytes in all entries at the moment. */
  public long bytes() throws IOException {
    return folder.bytes();
  }

  /** The entry's features, unless it is missing or damaged. */
  Optional<Spectrogram> read(CacheKey key, int frames, int mels) {
    Path entry = folder.entry(key);
    try {
      if (Files.size(entry) != CacheEntry.bytes(frames, mels)) {
        return damaged(entry);
      }
      Optional<Spectrogram> features =
          CacheEntry.decode(Files.readAllBytes(entry), key, frames, mels);
      return features.isEmpty() ? damaged(entry) : touched(entry, features);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.info("can't read {} ({}); its clip is decoded again", entry, e.toString());
      return Optional.empty();
    }
  }

  private static Optional<Spectrogram> damaged(Path entry) {
    log.info("{} is damaged; its clip is decoded again", entry);
    return Optional.empty();
  }

  /** Marks an entry as read now: what was read least recently goes first. */
  private Optional<Spectrogram> touched(Path entry, Optional<Spectrogram> features)
      throws IOException {
    if (writable.get()) {
      try {
        Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      } catch (NoSuchFileException e) {
        log.debug("{} was trimmed while it was read", entry);
      } catch (IOException e) {
        readOnly(e);
      }
    }
    return features;
  }

  void write(CacheKey key, Spectrogram features) {
    if (!writable.get()) {
      return;
    }
    try {
      byte[] entry = CacheEntry.encode(key, features);
      AtomicFiles.write(folder.entry(key), entry);
      folder.grown(entry.length);
    } catch (IOException e) {
      readOnly(e);
    }
  }

  private void readOnly(IOException e) {
    if (writable.compareAndSet(true, false)) {
      log.warn("{} can't be written ({}); no more features are kept there", folder, e.toString());
    }
  }
}
