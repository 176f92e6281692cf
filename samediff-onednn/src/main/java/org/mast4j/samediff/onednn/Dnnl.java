package org.mast4j.samediff.onednn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.NativeLibrary;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.samediff.engine.Library;
import org.mast4j.samediff.onednn.internal.step.Instructions;

/** Loads oneDNN, and says what it is. */
final class Dnnl {
  private static final Map<Integer, String> INSTRUCTIONS =
      Map.ofEntries(
          Map.entry(dnnl.dnnl_cpu_isa_default, "no extensions known"),
          Map.entry(dnnl.dnnl_cpu_isa_sse41, "SSE4.1"),
          Map.entry(dnnl.dnnl_cpu_isa_avx, "AVX"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2, "AVX2"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2 with VNNI"),
          Map.entry(dnnl.dnnl_cpu_isa_avx2_vnni_2, "AVX2 with VNNI 2"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core, "AVX-512"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX-512 with VNNI"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX-512 with bfloat16"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX-512 with float16"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX-512 with AMX"),
          Map.entry(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "AVX-512 with AMX float16"),
          Map.entry(dnnl.dnnl_cpu_isa_avx10_2_512, "AVX10.2"),
          Map.entry(dnnl.dnnl_cpu_isa_avx10_2_512_amx_2, "AVX10.2 with AMX 2"));

  /** What to do about a library that lacks what another one asks of it. */
  static final String VERSIONS =
      "use the versions of org.bytedeco's javacpp, dnnl and opencl that mast4j-bom names, and no"
          + " other";

  /** The variables of the environment that narrow them. */
  private static final List<String> LIMITS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  /** Found out once: after a failure the JVM doesn't try again, and forgets the reason. */
  private static final Optional<String> OBSTACLE = tryToLoad();

  private Dnnl() {}

  private static Optional<String> tryToLoad() {
    try {
      ClassPath.require(NativeLibrary.JAVACPP);
      ClassPath.require(NativeLibrary.DNNL);
      Loader.load(dnnl.class);
      return Optional.empty();
    } catch (UnsuitableClassPathException e) {
      return Optional.of(e.getMessage());
    } catch (NoSuchMethodError e) { // an older JavaCPP
      return Optional.of("oneDNN can't be loaded (" + e.getMessage() + "); " + VERSIONS);
    } catch (LinkageError e) { // no native jar, no jar at all
      return Optional.of(
          "oneDNN can't be loaded ("
              + e.getMessage()
              + "); add org.bytedeco:dnnl and org.bytedeco:opencl for this platform");
    }
  }

  /** Why it can't be loaded; empty if it can. */
  static Optional<String> obstacle() {
    return OBSTACLE;
  }

  /** The library; empty if it can't be loaded. */
  static Optional<Library> find() {
    return obstacle().isPresent() ? Optional.empty() : Optional.of(load());
  }

  /** Why products in bfloat16 aren't faster here than in single precision. */
  static Optional<String> bfloat16Obstacle() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return Instructions.has(dnnl.dnnl_cpu_isa_avx512_core_bf16)
        ? Optional.empty()
        : Optional.of(
            "the processor multiplies no bfloat16 ("
                + instructions(isa)
                + "); AMX-BF16 or AVX512-BF16 would be needed");
  }

  /** Why products of 8-bit integers aren't faster here, or aren't exact. */
  static Optional<String> int8Obstacle() {
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return Instructions.has(dnnl.dnnl_cpu_isa_avx512_core_vnni)
            || Instructions.has(dnnl.dnnl_cpu_isa_avx2_vnni)
        ? Optional.empty()
        : Optional.of(
            "the processor has no products of 8-bit integers ("
                + instructions(isa)
                + "); AVX512-VNNI, AVX-VNNI or AMX-INT8 would be needed");
  }

  private static String instructions(int isa) {
    return INSTRUCTIONS.getOrDefault(isa, "instruction set 0x" + Integer.toHexString(isa));
  }

  private static Library load() {
    dnnl_version_t version = dnnl.dnnl_version();
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return new Library(
        version.major() + "." + version.minor() + "." + version.patch(),
        instructions(isa),
        LIMITS,
        version.cpu_runtime() == dnnl.DNNL_RUNTIME_OMP);
  }
}
