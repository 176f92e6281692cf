package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Published weights on this machine. The cache directory holds a directory per entry, with nothing
 * in it but files that verified; what is on its way lies in {@value #PARTS} beside. A file with a
 * published hash must have it, one without must have the hash that the user confirmed once and that
 * pins.json keeps. Everything is hashed again on each {@link #fetch}, since a disk or a neighbour
 * may have changed it: a second or two for an AST of 350 MB.
 *
 * <p>Safe for several threads and processes with one cache directory: one of them downloads an
 * entry, the others wait. Proxies are those of {@link ProxySelector#getDefault()}. Making a store
 * opens no connection and touches no file.
 */
public final class WeightsStore {
  static final String PARTS = ".parts";

  private static final Logger LOG = LoggerFactory.getLogger(WeightsStore.class);

  private final StoreConfig config;
  private final Verifier verifier;
  private HttpClient client; // made by the first download

  /** A store of that configuration. */
  public WeightsStore(StoreConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    this.verifier = new Verifier(config.cache());
  }

  /** As {@link #fetch(PretrainedEntry, Confirmation, Progress)}, accepting and telling nothing. */
  public Path fetch(PretrainedEntry entry) throws IOException {
    return fetch(entry, Confirmation.NONE, Progress.NONE);
  }

  /**
   * The directory of the entry's files, each of them verified just now, downloaded before if need
   * be.
   *
   * @param confirmation asked about files whose hash nobody published and that aren't pinned yet
   * @param progress told of each piece that is downloaded
   * @throws UnconfirmedException if the confirmation doesn't accept such files
   * @throws PretrainedException if files can't be had or don't verify, or others lie among them; a
   *     downloaded file that doesn't verify is deleted, one of the offline directory is left alone
   * @throws IOException also if the thread is interrupted; what was downloaded is kept
   */
  public Path fetch(PretrainedEntry entry, Confirmation confirmation, Progress progress)
      throws IOException {
    try {
      Path directory =
          config.offline().isPresent()
              ? checkOffline(config.offline().get(), entry, confirmation)
              : fetchToCache(entry, confirmation, progress);
      requireNoOthers(directory, entry);
      return directory;
    } catch (AccessDeniedException e) {
      throw new PretrainedException(
          e.getFile()
              + ": no permission; set "
              + StoreConfig.CACHE_PROPERTY
              + " or "
              + StoreConfig.OFFLINE_PROPERTY
              + " to a directory of your own",
          e);
    } catch (FileSystemException e) {
      throw new PretrainedException(
          e.getFile()
              + ": "
              + Optional.ofNullable(e.getReason()).orElse(e.getClass().getSimpleName()),
          e);
    }
  }

  private Path checkOffline(Path offline, PretrainedEntry entry, Confirmation confirmation)
      throws IOException {
    Path directory = offline.resolve(entry.name());
    List<String> missing =
        entry.files().stream()
            .map(PretrainedFile::name)
            .filter(name -> !Files.isRegularFile(directory.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new PretrainedException(
          directory
              + ": misses "
              + String.join(", ", missing)
              + "; put them there, or unset "
              + StoreConfig.OFFLINE_PROPERTY
              + " to download them");
    }
    List<Fingerprint> unknown = new ArrayList<>();
    for (PretrainedFile file : entry.files()) {
      Path local = directory.resolve(file.name());
      Fingerprint found = Fingerprint.of(local, file.name());
      Optional<Sha256> trusted = verifier.trusted(entry, file);
      if (trusted.isEmpty()) {
        unknown.add(found);
      } else if (!trusted.get().equals(found.sha256())) {
        throw verifier.mismatch(local.toString(), entry, file, found);
      }
    }
    verifier.confirm(entry, unknown, confirmation);
    return directory;
  }

  private Path fetchToCache(PretrainedEntry entry, Confirmation confirmation, Progress progress)
      throws IOException {
    Path directory = config.cache().resolve(entry.name());
    // First without the lock: a complete cache may be one that can't be written to.
    if (!allVerify(directory, entry)) {
      Path parts = config.cache().resolve(PARTS).resolve(entry.name());
      StoreLock.holding(
          parts.resolve("lock"),
          () -> {
            List<Fingerprint> unknown = new ArrayList<>();
            for (PretrainedFile file : entry.files()) {
              Path local = directory.resolve(file.name());
              if (!verifier.verifies(local, entry, file)) {
                bring(entry, file, local, parts, progress).ifPresent(unknown::add);
              }
            }
            verifier.confirm(entry, unknown, confirmation);
            for (Fingerprint confirmed : unknown) {
              publish(arrived(parts, confirmed.file()), directory.resolve(confirmed.file()));
            }
          });
    }
    return directory;
  }

  private boolean allVerify(Path directory, PretrainedEntry entry) throws IOException {
    for (PretrainedFile file : entry.files()) {
      if (!verifier.verifies(directory.resolve(file.name()), entry, file)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Brings a file to its place if it can be trusted, else leaves it among the parts.
   *
   * @return what is to be confirmed
   */
  private Optional<Fingerprint> bring(
      PretrainedEntry entry, PretrainedFile file, Path local, Path parts, Progress progress)
      throws IOException {
    Optional<Sha256> trusted = verifier.trusted(entry, file);
    Path arrived = arrived(parts, file.name());
    if (Files.exists(local)) {
      if (trusted.isPresent()) {
        LOG.warn("{} has changed and doesn't verify any more; it is downloaded again", local);
        Files.delete(local);
      } else {
        // Its pin was removed: the question is put again, without another download.
        Files.move(local, arrived, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    if (!Files.exists(arrived)) {
      Path partial = parts.resolve(file.name() + ".part");
      try (PartFile part = PartFile.open(partial)) {
        new Download(client(), config, file, part, progress).run();
      }
      Files.move(partial, arrived, StandardCopyOption.ATOMIC_MOVE);
    }
    Fingerprint found = Fingerprint.of(arrived, file.name());
    if (trusted.isEmpty()) {
      return Optional.of(found);
    }
    if (!trusted.get().equals(found.sha256())) {
      Files.delete(arrived);
      throw verifier.mismatch(config.resolve(file.address()).toString(), entry, file, found);
    }
    publish(arrived, local);
    return Optional.empty();
  }

  private static Path arrived(Path parts, String fileName) {
    return parts.resolve(fileName + ".arrived");
  }

  private static void publish(Path arrived, Path local) throws IOException {
    Files.createDirectories(local.getParent());
    Files.move(arrived, local, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Importers pick files by name: one that nobody verified could be taken for a listed one. */
  private static void requireNoOthers(Path directory, PretrainedEntry entry) throws IOException {
    List<String> listed = entry.files().stream().map(PretrainedFile::name).toList();
    try (Stream<Path> content = Files.list(directory)) {
      List<String> others =
          content
              .map(path -> path.getFileName().toString())
              .filter(name -> !listed.contains(name) && !name.startsWith("."))
              .sorted()
              .toList();
      if (!others.isEmpty()) {
        throw new PretrainedException(
            directory
                + ": holds "
                + String.join(", ", others)
                + ", which can't be verified; keep nothing there but "
                + String.join(", ", listed));
      }
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              // One file at a time gains nothing from the streams of HTTP/2.
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(config.patience().connect())
              .build();
    }
    return client;
  }
}
