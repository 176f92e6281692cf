package org.mast4j.cli.studio;

import com.sun.net.httpserver.Headers;
import java.util.List;
import java.util.Set;

/**
 * Lets in what comes from the studio's own page and from programs on this machine. Any web site may
 * make a browser send requests to a loopback address; those carry the site's own name as Origin,
 * or, where a name server was made to lead the site's name here (DNS rebinding), as Host.
 */
final class Doorkeeper {
  private static final int HTTP_PORT = 80; // which browsers leave out

  private final Set<String> hosts;

  Doorkeeper(int port) {
    this.hosts =
        port == HTTP_PORT
            ? Set.of("127.0.0.1", "localhost", "127.0.0.1:" + port, "localhost:" + port)
            : Set.of("127.0.0.1:" + port, "localhost:" + port);
  }

  /**
   * @throws Refusal if another site asks
   */
  void check(Headers headers) throws Refusal {
    String host = headers.getFirst("Host");
    if (host == null || !hosts.contains(host)) {
      throw new Refusal(
          Refusal.FORBIDDEN, "asked for as " + host + "; open the address that studio printed");
    }
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      if (!origin.equals("http://" + host)) {
        throw new Refusal(
            Refusal.FORBIDDEN, "the page " + origin + " may not use the studio; open its own page");
      }
    }
    // Pictures and sounds that another site embeds come without an Origin; links to the page may.
    boolean embedded =
        !"navigate".equals(headers.getFirst("Sec-Fetch-Mode"))
            && Set.of("cross-site", "same-site")
                .contains(String.valueOf(headers.getFirst("Sec-Fetch-Site")));
    if (embedded) {
      throw new Refusal(
          Refusal.FORBIDDEN, "another site's page may not use the studio; open its own page");
    }
  }

  /** What every answer tells the browser: it is of this page alone, and needs nothing else. */
  static void secure(Headers headers) {
    headers.set(
        "Content-Security-Policy",
        "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
    headers.set("Cache-Control", "no-store");
  }
}
