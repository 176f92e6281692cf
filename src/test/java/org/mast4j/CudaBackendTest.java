package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.classpath.cuda.CudaBuild;
import org.mast4j.cli.Mast4j;
import org.mast4j.examples.OwnGraph;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.mast.MAST;

/**
 * JVMs that find ND4J's CUDA backend named on their class path, beside the CPU's, and an nvidia-smi
 * that tells of the devices of other machines. The backend's 600 MB themselves aren't there, and
 * nothing of ND4J's is loaded: each JVM says what is wrong before that.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "nvidia-smi is a shell script here")
class CudaBackendTest {
  private static final String H200 = "GPU-9a, NVIDIA H200, 9.0, 550.90.07, 142890";
  private static final String L4 = "GPU-1b, NVIDIA L4, 8.9, 550.90.07, 22478";
  private static final String NO_DRIVER =
      "ND4J's CUDA 11.6 backend can't run here: there is no nvidia-smi, hence no NVIDIA driver;"
          + " take a machine whose nvidia-smi lists a GPU, with driver 510.39.01 or newer, or run"
          + " on the CPU, without MAST4J_BACKEND=cuda or -Pcuda (docs/cuda.md)";

  @TempDir private Path folder;
  private Path backend;
  private Path tools;

  @BeforeEach
  void nameTheBackend() throws IOException {
    backend = folder.resolve("nd4j-cuda-11.6-named");
    Path services = Files.createDirectories(backend.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("org.nd4j.linalg.factory.Nd4jBackend"), CudaBuild.BACKEND + "\n");
    tools = Files.createDirectory(folder.resolve("tools"));
  }

  /** An nvidia-smi that lists devices. */
  private void devices(String... lines) throws IOException {
    Path tool = tools.resolve("nvidia-smi");
    Files.writeString(tool, "#!/bin/sh\necho '" + String.join("\n", lines) + "'\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
  }

  private Run run(Class<?> main, Object... arguments) throws Exception {
    return ChildJvm.of(main)
        .classPath(backend + File.pathSeparator + ChildJvm.ownClassPath())
        .with(arguments)
        .in(folder)
        .with(Map.of("PATH", tools.toString()))
        .run();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pretrain --encoder mast-nano --data data --out out",
        "search --config search.yaml --out out",
        "search-worker search.yaml",
        "finetune --model model --data data --out out",
        "lape --config lape.yaml --out out",
        "quickstart --out out"
      })
  void aCommandThatTrainsStopsBeforeAnyWork(String command) throws Exception {
    Run run = run(Mast4j.class, (Object[]) command.split(" "));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("mast4j: " + NO_DRIVER + "\n");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void doctorSaysItToo() throws Exception {
    Run run = run(Mast4j.class, "doctor");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("ND4J +doesn't start\n")
        .containsPattern("devices +none: there is no nvidia-smi, hence no NVIDIA driver\n")
        .contains("problem: " + NO_DRIVER + "\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void doctorTellsOfEachDevice() throws Exception {
    devices(H200, L4);
    Run run = run(Mast4j.class, "doctor");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern(
            "NVIDIA H200, .*ND4J's CUDA 11.6 backend doesn't run on it: it has no code")
        .containsPattern("NVIDIA L4, .*ND4J's CUDA 11.6 backend runs on it")
        .containsPattern("problem: .* set CUDA_VISIBLE_DEVICES=GPU-1b, which it can use");
  }

  @Test
  void aDeviceWithoutCodeForItIsNamed() throws Exception {
    devices(H200);
    assertThat(run(Mast4j.class, "quickstart", "--out", "out").err())
        .startsWith(
            "mast4j: ND4J's CUDA 11.6 backend can't run here: it has no code for NVIDIA H200 of"
                + " compute capability 9.0,")
        .contains("take another GPU, or a snapshot of DL4J with CUDA 12, or run on the CPU");
  }

  @Test
  void missingLibrariesAreNamed() throws Exception {
    devices(L4);
    assertThat(run(Mast4j.class, "quickstart", "--out", "out").err())
        .startsWith(
            "mast4j: ND4J's CUDA 11.6 backend can't run here: its class path lacks"
                + " org.bytedeco.cuda.global.cudart; add org.bytedeco:cuda:11.6-8.3-1.5.7");
  }

  @Test
  void helpNeedsNoDevice() throws Exception {
    assertThat(run(Mast4j.class, "pretrain", "--help").code()).isZero();
  }

  @Test
  void anApplicationIsToldAtItsFirstUse() throws Exception {
    assertThat(run(Application.class).succeeded().said()).containsExactly(NO_DRIVER);
  }

  @Test
  void anExampleThatBeginsWithNd4jSaysItToo() throws Exception {
    Run run = run(OwnGraph.class);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("UnsuitableClassPathException: " + NO_DRIVER);
  }

  /** As ND4J does it of its own: a line in its log, and on by the CPU. */
  @Test
  void whereNd4jLeavesTheBackendForTheCpusNothingGoesOn() throws Exception {
    devices(L4);
    for (String library : List.of("cudart", "cublas", "cusolver")) {
      compile("org.bytedeco.cuda.global." + library, "public class " + library + " {}");
    }
    compile(
        CudaBuild.BACKEND,
        """
        import org.nd4j.common.io.Resource;
        import org.nd4j.linalg.factory.*;
        public class JCublasBackend extends Nd4jBackend {
          public boolean isAvailable() { throw new IllegalStateException("no device"); }
          public boolean canRun() { return isAvailable(); }
          public boolean allowsOrder() { return false; }
          public int getPriority() { return BACKEND_PRIORITY_GPU; }
          public Resource getConfigurationResource() { return null; }
          public Class<?> getNDArrayClass() { return null; }
          public Environment getEnvironment() { return null; }
          public String buildInfo() { return ""; }
          public void logBackendInit() {}
        }
        """);

    assertThat(run(Application.class).succeeded().said())
        .containsExactly(
            "ND4J took the CpuBackend in place of its CUDA backend, whose failure it has logged;"
                + " mend that, or take nd4j-cuda off the class path (docs/cuda.md)");
  }

  private void compile(String name, String source) throws IOException {
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve(name.substring(dot + 1) + ".java");
    Files.writeString(file, "package " + name.substring(0, dot) + ";\n" + source);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                backend.toString(),
                "-cp",
                ChildJvm.ownClassPath(),
                file.toString());
    assertThat(code).isZero();
  }

  static final class Application {
    private Application() {}

    public static void main(String[] arguments) {
      try {
        MAST.builder();
      } catch (UnsuitableClassPathException e) {
        ChildJvm.say(e.getMessage());
      }
    }
  }
}
