package org.mast4j.classpath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.mast4j.classpath.cuda.CudaBuild;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * Asked before native code is first used; answers with an {@link UnsuitableClassPathException} if
 * it would fail. After a good answer a question costs nothing.
 */
public final class ClassPath {
  private static final String REMEDY =
      "add org.mast4j:mast4j-cpu, which brings ND4J's CPU backend for this platform (docs/use.md)";

  private static final Set<NativeLibrary> SUITABLE = ConcurrentHashMap.newKeySet();
  private static volatile boolean devicesSuit;
  private static volatile boolean nd4jRuns;
  private static volatile Optional<Start> ahead = Optional.empty();

  private ClassPath() {}

  /**
   * Requires JavaCPP of a suitable version, and ND4J with a backend that starts; waits for it where
   * it {@link #startNd4jAhead starts ahead}.
   */
  public static void requireNd4j() {
    if (!nd4jRuns) {
      ahead.ifPresentOrElse(Start::await, ClassPath::startNd4j);
      nd4jRuns = true;
    }
  }

  /**
   * Lets ND4J start in a thread of its own, which takes tenths of a second, while the caller does
   * other work; a second call does nothing. Until {@link #requireNd4j} has returned, the caller may
   * use no class of ND4J: where two threads make ND4J's classes ready from two ends, each would
   * wait for the other.
   */
  public static synchronized void startNd4jAhead() {
    if (nd4jRuns || ahead.isPresent()) {
      return;
    }
    CompletableFuture<Void> end = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> end.completeAsync(ClassPath::started, Runnable::run), "nd4j-start");
    thread.setDaemon(true);
    ahead = Optional.of(new Start(thread, end));
    // A process that ends amid the loading of libraries may crash.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end.exceptionally(failure -> null).join()));
    thread.start();
  }

  /** A start in a thread of its own. */
  private record Start(Thread thread, CompletableFuture<Void> end) {
    /** Waits, but not in that thread itself; what failed there fails here. */
    void await() {
      if (Thread.currentThread() == thread) {
        return;
      }
      try {
        end.join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw (Error) e.getCause(); // it declares no exceptions
      }
    }
  }

  private static Void started() {
    startNd4j();
    return null;
  }

  private static void startNd4j() {
    require(NativeLibrary.JAVACPP);
    requireBackend();
    requireDevices();
    startBackend();
  }

  /**
   * Requires, where ND4J takes its CUDA backend, GPUs and libraries that this can run on, without
   * starting it. Nothing else keeps ND4J from taking the CPU backend unsaid, or from failing
   * midway.
   */
  public static void requireDevices() {
    if (!devicesSuit) {
      obstacleToCuda()
          .ifPresent(
              sentence -> {
                throw new UnsuitableClassPathException(sentence, null);
              });
      devicesSuit = true;
    }
  }

  private static Optional<String> obstacleToCuda() {
    try {
      Optional<CudaBuild> build = CudaBuild.chosen();
      return build.isPresent() ? build.get().obstacle() : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Requires each jar of a library on the class path, Java's and the platforms', to be new enough.
   */
  public static void require(NativeLibrary library) {
    if (!SUITABLE.contains(library)) {
      for (URL properties : resources(library.propertiesFile())) {
        library.requireSuitable(properties);
      }
      SUITABLE.add(library);
    }
  }

  private static void requireBackend() {
    if (resources("META-INF/services/" + Nd4jBackend.class.getName()).isEmpty()) {
      throw new UnsuitableClassPathException(
          "there is no ND4J backend on the class path; " + REMEDY, null);
    }
  }

  private static void startBackend() {
    try {
      requireChosen(Nd4j.getBackend());
    } catch (LinkageError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new UnsuitableClassPathException(
          "ND4J doesn't start (" + cause + "); " + remedy(cause), e);
    }
  }

  /** ND4J leaves a backend that doesn't start for the next one, with a line in the log. */
  private static void requireChosen(Nd4jBackend started) {
    String name = started.getClass().getName();
    if (CudaBuild.chosen().isPresent() && !name.equals(CudaBuild.BACKEND)) {
      throw new UnsuitableClassPathException(
          "ND4J took the %s in place of its CUDA backend, whose failure it has logged; mend that, or take nd4j-cuda off the class path (docs/cuda.md)"
              .formatted(started.getClass().getSimpleName()),
          null);
    }
  }

  private static String remedy(Throwable cause) {
    if (cause instanceof NumberFormatException) { // ND4J reads the variable as it starts
      return "set OMP_NUM_THREADS to a number";
    }
    return CudaBuild.chosen().isPresent()
        ? "see docs/cuda.md, or take nd4j-cuda off the class path and " + REMEDY
        : REMEDY;
  }

  private static List<URL> resources(String name) {
    try {
      return Collections.list(ClassPath.class.getClassLoader().getResources(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
