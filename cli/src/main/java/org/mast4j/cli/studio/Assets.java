package org.mast4j.cli.studio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files of the page: these few, by their exact paths, and nothing else. */
final class Assets {
  private static final Map<String, Asset> BY_PATH =
      Map.of(
          "/", load("index.html", "text/html; charset=utf-8"),
          "/studio.css", load("studio.css", "text/css; charset=utf-8"),
          "/studio.js", load("studio.js", "text/javascript; charset=utf-8"),
          "/picture.js", load("picture.js", "text/javascript; charset=utf-8"),
          "/sound.js", load("sound.js", "text/javascript; charset=utf-8"),
          "/icon.svg", load("icon.svg", "image/svg+xml"));

  private Assets() {}

  /** A file and what it is. */
  record Asset(byte[] bytes, String type) {}

  static Optional<Asset> of(String path) {
    return Optional.ofNullable(BY_PATH.get(path));
  }

  private static Asset load(String name, String type) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " isn't in the jar of the command line");
      }
      return new Asset(in.readAllBytes(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
