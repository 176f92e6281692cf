package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user's home folder, below which JavaCPP unpacks native libraries and downloads are kept. A
 * user without an entry in passwd (a container's {@code --user 12345}) has "?" for one, which would
 * be a folder in the working directory.
 */
final class Home {
  private static final String PROPERTY = "user.home";
  private static final String OWNER = "unix:uid";

  private Home() {}

  /** Before any library asks: gives such a user $HOME, or else a folder for temporary files. */
  static void ensure(PrintStream console) throws IOException {
    if (!Path.of(System.getProperty(PROPERTY, "?")).isAbsolute()) {
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      Path home = home(Optional.ofNullable(System.getenv("HOME")), temporary);
      System.setProperty(PROPERTY, home.toString());
      console.println("mast4j: this user has no home folder; native libraries go to " + home);
    }
  }

  static Path home(Optional<String> variable, Path temporary) throws IOException {
    Optional<Path> home =
        variable
            .map(Path::of)
            .filter(path -> path.isAbsolute() && Files.isDirectory(path) && Files.isWritable(path));
    return home.isPresent() ? home.get() : own(temporary);
  }

  /**
   * This user's folder among all users' temporary ones, the same each time; libraries are loaded
   * from it, so that it must be nobody else's.
   */
  private static Path own(Path temporary) throws IOException {
    Path fresh = Files.createTempDirectory(temporary, "mast4j-"); // for its owner alone
    Object owner = Files.getAttribute(fresh, OWNER);
    Path kept = temporary.resolve("mast4j-" + owner);
    if (!Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
      return Files.move(fresh, kept);
    }
    if (!Files.getAttribute(kept, OWNER, LinkOption.NOFOLLOW_LINKS).equals(owner)
        || !Files.isDirectory(kept, LinkOption.NOFOLLOW_LINKS)) {
      return fresh;
    }
    Files.delete(fresh);
    return kept;
  }
}
