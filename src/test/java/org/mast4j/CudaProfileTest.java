package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.testkit.Repository;

/**
 * What {@code -Pcuda} puts on the class path of each module that runs, by Maven's own resolution of
 * poms: a dry run, which fetches none of the 600 MB of jars.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "ND4J's CUDA is for that")
class CudaProfileTest {
  private static final Pattern MODULE = Pattern.compile("org\\.mast4j:([\\w-]+):\\w+:[^:]+");
  private static final Pattern ARTIFACT = Pattern.compile("^[ |+\\\\-]+(\\S+)");

  @TempDir private static Path folder;

  /** Artifacts of each module, as "group:artifact:type[:classifier]:version:scope". */
  private static Map<String, List<String>> classPaths;

  @BeforeAll
  static void resolve() throws Exception {
    Path trees = folder.resolve("trees.txt");
    Programs.run(
        Repository.root(),
        List.of(
            "./mvnw",
            "-B",
            "-ntp",
            "-Dmaven.repo.local=" + System.getProperty("machine.repository"),
            "-Pcuda",
            "-pl",
            "cli,examples,cpu/linux-x86_64",
            "-am",
            "dependency:tree",
            "-DoutputFile=" + trees,
            "-DappendOutput=true"));
    classPaths = new TreeMap<>();
    String[] modules = Files.readString(trees).split("(?m)^(?=org\\.mast4j:)");
    for (String tree : modules) {
      List<String> lines = tree.lines().toList();
      classPaths.put(
          MODULE.matcher(lines.get(0)).replaceFirst("$1"),
          lines.stream()
              .map(ARTIFACT::matcher)
              .filter(matcher -> matcher.find())
              .map(matcher -> matcher.group(1))
              .toList());
    }
  }

  private static List<String> running(String module) {
    return classPaths.get(module).stream()
        .filter(artifact -> artifact.endsWith(":compile") || artifact.endsWith(":runtime"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "examples"})
  void aProgramHasAllOfTheCudaBackend(String module) {
    assertThat(names(running(module)))
        .contains(
            "org.nd4j:nd4j-cuda-11.6",
            "org.nd4j:nd4j-cuda-11.6:linux-x86_64",
            "org.nd4j:nd4j-cuda-11.6-preset",
            "org.nd4j:nd4j-cuda-11.6-preset:linux-x86_64",
            "org.nd4j:nd4j-native-api",
            "org.bytedeco:cuda",
            "org.bytedeco:cuda:linux-x86_64",
            "org.bytedeco:javacpp",
            "org.bytedeco:javacpp:linux-x86_64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "examples"})
  void noCpuBackendIsThereToFallBackTo(String module) {
    assertThat(names(running(module)))
        .doesNotContain("org.nd4j:nd4j-native", "org.nd4j:nd4j-native:linux-x86_64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cli", "examples"})
  void thereIsOneJavaCpp(String module) {
    assertThat(
            classPaths.get(module).stream()
                .filter(artifact -> artifact.startsWith("org.bytedeco:javacpp:"))
                .map(artifact -> artifact.split(":"))
                .map(parts -> parts[parts.length - 2])
                .distinct())
        .containsExactly("1.5.13");
  }

  @Test
  void librariesAreTestedOnTheCpuAndMast4jCpuStaysOfTheCpu() {
    assertThat(names(running("mast4j-cpu-linux-x86_64"))).contains("org.nd4j:nd4j-native");
    assertThat(classPaths.keySet()).contains("zoo-mast", "ssl-trainer");
    classPaths.forEach(
        (module, artifacts) -> {
          if (!List.of("cli", "examples").contains(module)) {
            assertThat(artifacts).as(module).noneMatch(artifact -> artifact.contains("cuda"));
          }
        });
  }

  /** "group:artifact[:classifier]" of each. */
  private static List<String> names(List<String> artifacts) {
    return artifacts.stream()
        .map(artifact -> artifact.split(":"))
        .map(
            parts ->
                Arrays.stream(parts, 0, parts.length - 2)
                    .filter(part -> !part.equals("jar"))
                    .collect(Collectors.joining(":")))
        .toList();
  }
}
