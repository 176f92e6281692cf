package org.mast4j.zoo.pretrained;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Where weights are kept and where they come from.
 *
 * @param cache directory of downloaded files, made when needed; also holds the pins
 * @param mirror base address that takes the place of scheme and host of every address, so that one
 *     mirror may stand for several hosts
 * @param offline directory that holds a directory per entry, as the cache does; if set, files come
 *     from there alone and no connection is opened
 * @param patience of downloads
 */
@RecordBuilder
public record StoreConfig(
    Path cache, Optional<URI> mirror, Optional<Path> offline, Patience patience)
    implements StoreConfigBuilder.With {
  /** System property: the cache directory, by default .cache/mast4j under the user's home. */
  public static final String CACHE_PROPERTY = "mast4j.cache";

  /** System property: base address of a mirror. */
  public static final String MIRROR_PROPERTY = "mast4j.mirror";

  /** System property: directory to use in place of the network. */
  public static final String OFFLINE_PROPERTY = "mast4j.offline";

  /**
   * @throws IllegalArgumentException if the mirror isn't an http or https address without query
   */
  public StoreConfig {
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(offline, "offline");
    Objects.requireNonNull(patience, "patience");
    mirror.ifPresent(StoreConfig::requireBase);
  }

  /** Downloads into that directory, from the published addresses. */
  public static StoreConfig in(Path cache) {
    return new StoreConfig(cache, Optional.empty(), Optional.empty(), Patience.STANDARD);
  }

  /**
   * What the system properties say.
   *
   * @throws IllegalArgumentException naming the property that is malformed
   */
  public static StoreConfig fromSystemProperties() {
    return from(System.getProperties());
  }

  static StoreConfig from(Properties properties) {
    return new StoreConfig(
        Optional.ofNullable(properties.getProperty(CACHE_PROPERTY))
            .map(Path::of)
            .orElseGet(() -> belowHome(properties.getProperty("user.home"))),
        Optional.ofNullable(properties.getProperty(MIRROR_PROPERTY)).map(StoreConfig::address),
        Optional.ofNullable(properties.getProperty(OFFLINE_PROPERTY)).map(Path::of),
        Patience.STANDARD);
  }

  private static Path belowHome(String home) {
    if (!Path.of(home).isAbsolute()) { // "?" of a user that passwd doesn't know
      throw new IllegalArgumentException(
          "user.home is \""
              + home
              + "\", no folder for downloads; set -D"
              + CACHE_PROPERTY
              + "=DIR");
    }
    return Path.of(home, ".cache", "mast4j");
  }

  /** Where a published file is to be asked for. */
  URI resolve(URI address) {
    return mirror
        .map(
            base ->
                URI.create(
                    base.toString().replaceAll("/+$", "")
                        + address.getRawPath()
                        + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery())))
        .orElse(address);
  }

  /** A copy that downloads from a mirror. */
  public StoreConfig withMirror(URI newMirror) {
    return withMirror(Optional.of(newMirror));
  }

  /** A copy that only uses a local directory. */
  public StoreConfig withOffline(Path newOffline) {
    return withOffline(Optional.of(newOffline));
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          MIRROR_PROPERTY + " \"" + text + "\"; expected an http or https address", e);
    }
  }

  private static void requireBase(URI mirror) {
    boolean http = "http".equals(mirror.getScheme()) || "https".equals(mirror.getScheme());
    if (!http
        || mirror.getHost() == null
        || mirror.getRawQuery() != null
        || mirror.getRawFragment() != null) {
      throw new IllegalArgumentException(
          MIRROR_PROPERTY + " \"" + mirror + "\"; expected an http or https address without query");
    }
  }
}
