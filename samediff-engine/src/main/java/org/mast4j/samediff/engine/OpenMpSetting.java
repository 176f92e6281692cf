package org.mast4j.samediff.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An environment variable that says how long idle OpenMP threads spin. OpenMP reads it when it is
 * loaded, and Java can't set one for its own process, so that whoever starts the JVM must.
 *
 * @param name of the variable
 * @param best value: long spinning starves whatever else runs on the cores, and threads that sleep
 *     at once take longer to wake than a small step takes
 */
public record OpenMpSetting(String name, String best) {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMpSetting.class);

  /** The files that this process has in its memory. */
  private static final Path LIBRARIES = Path.of("/proc/self/maps");

  private static final AtomicBoolean ADVISED = new AtomicBoolean();

  /** Those of this platform: GNU's OpenMP, which Linux has, reads two. */
  public static List<OpenMpSetting> all() {
    OpenMpSetting policy = new OpenMpSetting("OMP_WAIT_POLICY", "passive");
    return Loader.getPlatform().startsWith("linux")
        ? List.of(policy, new OpenMpSetting("GOMP_SPINCOUNT", "2000"))
        : List.of(policy);
  }

  /** What to set, such as "OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT=2000". */
  public static String words() {
    return all().stream()
        .map(setting -> setting.name() + "=" + setting.best())
        .collect(Collectors.joining(" and "));
  }

  /** Its value in this process; empty if it isn't set. */
  public Optional<String> value() {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  public boolean isBest() {
    return value().filter(best::equalsIgnoreCase).isPresent();
  }

  /** Says once what to set, where several threads of GNU's OpenMP have nothing to go by. */
  public static void adviseOnce() {
    if (!ADVISED.getAndSet(true) && isUpToOpenMp()) {
      LOG.warn(
          "Idle OpenMP threads spin, which makes graphs 6 to 50 times slower while anything else"
              + " uses the processor; start Java with {} in its environment",
          words());
    }
  }

  private static boolean isUpToOpenMp() {
    Object threads =
        Nd4j.getExecutioner().getEnvironmentInformation().get(Nd4jEnvironment.OMP_THREADS_KEY);
    return threads instanceof Integer count
        && count > 1
        && all().stream().noneMatch(setting -> setting.value().isPresent())
        && isGnuLoaded();
  }

  private static boolean isGnuLoaded() {
    if (!Files.isReadable(LIBRARIES)) { // no Linux
      return false;
    }
    try (Stream<String> lines = Files.lines(LIBRARIES)) {
      return lines.anyMatch(line -> line.contains("libgomp"));
    } catch (IOException e) {
      throw new UncheckedIOException(LIBRARIES + " can't be read", e);
    }
  }
}
