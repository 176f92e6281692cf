package org.mast4j.datavec.audio.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The files of a cache: {@code ab/abcd....features}, and its bound. */
final class CacheFolder {

  private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{64}\\.features");

  /** What a process that was killed while it wrote leaves behind. */
  private static final Pattern UNFINISHED = Pattern.compile("\\.mast4j\\.[0-9a-f-]{36}\\.tmp");

  private static final Duration UNFINISHED_AGE = Duration.ofDays(1);

  /** Share of the bound that trimming leaves, so that it isn't due again at once. */
  private static final double LEFT = 0.9;

  private final Path directory;
  private final long maxBytes;

  /** Bytes that may be written before the folder is looked at again. */
  private long allowance;

  CacheFolder(Path directory, long maxBytes) {
    this.directory = directory;
    this.maxBytes = maxBytes;
  }

  private record Entry(Path file, long bytes, Instant read) {}

  Path entry(CacheKey key) {
    return directory.resolve(key.hex().substring(0, 2)).resolve(key.hex() + ".features");
  }

  /** Counts what was written, and trims when that may have passed the bound. */
  synchronized void grown(long bytes) throws IOException {
    allowance -= bytes;
    if (allowance < 0) {
      trim();
    }
  }

  /** Deletes what was read least recently if the folder is above its bound. */
  synchronized void trim() throws IOException {
    List<Entry> entries = new ArrayList<>(entries());
    long total = total(entries);
    if (total > maxBytes) {
      entries.sort(Comparator.comparing(Entry::read).thenComparing(Entry::file));
      for (Entry entry : entries) {
        if (total <= maxBytes * LEFT) {
          break;
        }
        Files.deleteIfExists(entry.file);
        total -= entry.bytes;
      }
    }
    allowance = Math.min(maxBytes / 16, maxBytes - total);
  }

  synchronized void clear() throws IOException {
    for (Entry entry : entries()) {
      Files.deleteIfExists(entry.file);
    }
  }

  long bytes() throws IOException {
    return total(entries());
  }

  private static long total(List<Entry> entries) {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  /** All entries; removes unfinished files on the way. */
  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Instant longAgo = Instant.now().minus(UNFINISHED_AGE);
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            Instant time = attributes.lastModifiedTime().toInstant();
            if (ENTRY.matcher(name).matches()) {
              entries.add(new Entry(file, attributes.size(), time));
            } else if (UNFINISHED.matcher(name).matches() && time.isBefore(longAgo)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // another process has just deleted it
          }
        });
    return entries;
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
