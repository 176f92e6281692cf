package org.mast4j.classpath.cuda;

import java.util.List;
import java.util.Optional;

/** NVIDIA's libraries that ND4J's backend calls, and JavaCPP's for them: from the class path. */
final class CudaLibraries {
  private static final String PACKAGE = "org.bytedeco.cuda.global.";

  /** Each loads its library as it is initialised. */
  private static final List<String> CLASSES = List.of("cudart", "cublas", "cusolver");

  private CudaLibraries() {}

  /** What can't be loaded; ND4J would print a stack trace and take the CPU backend. */
  static Optional<Obstacle> obstacle() {
    try {
      for (String name : CLASSES) {
        Class.forName(PACKAGE + name, true, CudaLibraries.class.getClassLoader());
      }
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      return Optional.of(
          new Obstacle(
              "its class path lacks " + e.getMessage(),
              "add org.bytedeco:cuda:11.6-8.3-1.5.7, and its jar for this platform"));
    } catch (LinkageError e) {
      return Optional.of(
          new Obstacle(
              "CUDA's libraries can't be loaded (" + rootCause(e) + ")",
              "install the CUDA 11.6 toolkit, or add"
                  + " org.bytedeco:cuda:11.6-8.3-1.5.7:linux-x86_64-redist to the class path"));
    }
  }

  private static Throwable rootCause(Throwable failure) {
    return failure.getCause() == null ? failure : rootCause(failure.getCause());
  }
}
