package org.mast4j.cli.studio;

import java.util.Map;

/**
 * The limits of the JDK's HTTP server, which it reads once, as system properties, when it is first
 * used. Values that are set already stay.
 */
final class ServerSettings {
  private static final String PREFIX = "sun.net.httpserver.";

  private static final Map<String, String> VALUES =
      Map.of(
          // Seconds for a whole request, the clip too, which has a shorter limit of its own.
          // This one is for headers that don't end.
          "maxReqTime", "60",
          // Seconds from a request to the end of its answer, for clients that don't read it:
          // a large model that slides finely over a long clip may take minutes.
          "maxRspTime", "3600",
          // Bytes of a refused clip that are read all the same, so that the client reads why
          // rather than a broken connection.
          "drainAmount", String.valueOf(256 << 20),
          // Without it, small answers wait for the client's acknowledgement.
          "nodelay", "true");

  private ServerSettings() {}

  static void apply() {
    VALUES.forEach(
        (name, value) -> {
          if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
          }
        });
  }
}
