package org.mast4j.zoo.pretrained;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Set;

/** Where an answer sends on to. Followed here and not by the client, so that none weakens https. */
final class Redirects {
  static final int LIMIT = 10;

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirects() {}

  static boolean isRedirect(int status) {
    return STATUSES.contains(status);
  }

  /**
   * The next address.
   *
   * @throws PretrainedException if there is none, it isn't http or https, or it leaves https
   */
  static URI target(URI from, HttpHeaders headers) throws PretrainedException {
    String location = headers.firstValue("Location").orElse("");
    URI target;
    try {
      target = from.resolve(URI.create(location));
    } catch (IllegalArgumentException e) {
      throw new PretrainedException(from + ": redirects to \"" + location + "\", no address", e);
    }
    boolean https = "https".equalsIgnoreCase(target.getScheme());
    boolean http = "http".equalsIgnoreCase(target.getScheme());
    if (location.isEmpty() || target.getHost() == null || !(http || https)) {
      throw new PretrainedException(from + ": redirects to \"" + location + "\", no address");
    }
    if (http && "https".equalsIgnoreCase(from.getScheme())) {
      throw new PretrainedException(
          from + ": redirects from https to " + target + ", which is refused");
    }
    return target;
  }
}
