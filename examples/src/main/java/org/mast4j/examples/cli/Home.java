package org.mast4j.examples.cli;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user's home folder, below which JavaCPP unpacks native libraries and downloads are kept. A
 * user without an entry in passwd (a container's {@code --user 12345}) has "?" for one, which would
 * be a folder in the working directory.
 */
final class Home {
  private static final String PROPERTY = "user.home";

  private Home() {}

  /** Before any library asks: gives such a user $HOME, or else a folder for temporary files. */
  static void ensure(PrintStream console) {
    if (!Path.of(System.getProperty(PROPERTY, "?")).isAbsolute()) {
      Path home = home(Optional.ofNullable(System.getenv("HOME")));
      System.setProperty(PROPERTY, home.toString());
      console.println("mast4j: this user has no home folder; native libraries go to " + home);
    }
  }

  static Path home(Optional<String> variable) {
    return variable
        .map(Path::of)
        .filter(home -> home.isAbsolute() && Files.isDirectory(home) && Files.isWritable(home))
        .orElse(Path.of(System.getProperty("java.io.tmpdir"), "mast4j"));
  }
}
