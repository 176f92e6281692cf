package org.mast4j.classpath.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * A build of ND4J's CUDA backend.
 *
 * @param major version of the CUDA that it is made with, such as 11
 * @param minor such as 6
 */
public record CudaBuild(int major, int minor) {
  /** The one that -Pcuda and mast4j-bom bring. */
  public static final CudaBuild OURS = new CudaBuild(11, 6);

  /** ND4J's class of it, known by name alone: loading it loads CUDA. */
  public static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  private static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
  private static final String SERVICE = "META-INF/services/" + Nd4jBackend.class.getName();
  private static final Pattern JAR = Pattern.compile("nd4j-cuda-(\\d{1,4})\\.(\\d{1,4})");

  /**
   * What the library of nd4j-cuda 1.0.0-M2.1 holds machine code for, by the headers of its fat
   * binaries (as {@code cuobjdump --list-elf} lists them). There is no PTX, which newer drivers
   * could translate.
   */
  private static final List<ComputeCapability> MACHINE_CODE =
      List.of(
          new ComputeCapability(3, 7),
          new ComputeCapability(5, 0),
          new ComputeCapability(5, 2),
          new ComputeCapability(6, 0),
          new ComputeCapability(6, 1),
          new ComputeCapability(7, 0),
          new ComputeCapability(7, 5),
          new ComputeCapability(8, 0),
          new ComputeCapability(8, 6));

  /** The build on the class path, if ND4J takes it rather than the CPU's or there is no other. */
  public static Optional<CudaBuild> chosen() {
    Optional<CudaBuild> found = Optional.empty();
    boolean cpu = false;
    for (URL file : serviceFiles()) {
      String names = read(file);
      cpu |= names.contains(CPU_BACKEND);
      if (names.contains(BACKEND)) {
        found = Optional.of(of(file.toString()));
      }
    }
    boolean cpuPreferred = Nd4jBackend.BACKEND_PRIORITY_CPU > Nd4jBackend.BACKEND_PRIORITY_GPU;
    return cpu && cpuPreferred ? Optional.empty() : found;
  }

  /** By the name of its jar; where all jars were made one, it is ours. */
  private static CudaBuild of(String location) {
    return JAR.matcher(location)
        .results()
        .reduce((first, second) -> second)
        .map(CudaBuild::of)
        .orElse(OURS);
  }

  private static CudaBuild of(MatchResult jar) {
    return new CudaBuild(Integer.parseInt(jar.group(1)), Integer.parseInt(jar.group(2)));
  }

  private static List<URL> serviceFiles() {
    try {
      return Collections.list(CudaBuild.class.getClassLoader().getResources(SERVICE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(URL file) {
    try (InputStream stream = file.openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why this build can't run on this machine, and what to do, in a sentence; empty if it can. */
  public Optional<String> obstacle() throws IOException {
    return CudaMachine.examine()
        .obstacle(this, System.getenv())
        .or(CudaLibraries::obstacle)
        .map(this::sentence);
  }

  /** The obstacle with the ways out. */
  String sentence(Obstacle obstacle) {
    return "%s can't run here: %s; %s, or run on the CPU, without MAST4J_BACKEND=cuda or -Pcuda (docs/cuda.md)"
        .formatted(this, obstacle.what(), obstacle.remedy());
  }

  /**
   * The driver that its CUDA came with, or for CUDA 12 its oldest (release notes of the CUDA
   * Toolkit). From 450.80.02 on a driver runs all of CUDA 11, but its nvidia-smi doesn't tell
   * compute capabilities until about 510.
   */
  String oldestDriver() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    if (major <= OURS.major) {
      return windows ? "511.23" : "510.39.01";
    }
    return windows ? "528.33" : "525.60.13";
  }

  boolean acceptsDriver(String version) {
    return version.matches("\\d[\\d.]*")
        && Version.parse(version).compareTo(Version.parse(oldestDriver())) >= 0;
  }

  /**
   * Whether it runs on such a device. What builds with CUDA 12 hold isn't known, so they may try.
   */
  boolean hasCodeFor(ComputeCapability device) {
    return major > OURS.major || MACHINE_CODE.stream().anyMatch(code -> code.runsOn(device));
  }

  /** What it has code for, "3.7, 5.x, 6.x": code runs on later devices of its generation too. */
  String codeFor() {
    return MACHINE_CODE.stream()
        .map(code -> code.major() == 3 ? code.toString() : code.major() + ".x")
        .distinct()
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "ND4J's CUDA %d.%d backend".formatted(major, minor);
  }
}
