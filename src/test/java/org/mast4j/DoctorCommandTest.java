package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mast4j.cli.Mast4j;

/** In processes of their own: what doctor looks at is settled when a process starts. */
class DoctorCommandTest {

  private record Outcome(int code, String out) {}

  private static Outcome doctor(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    return doctor(System.getProperty("java.class.path"), environment, options);
  }

  private static Outcome doctor(
      String classPath, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, Mast4j.class.getName(), "doctor"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out);
  }

  @Test
  void showsThatGraphsArePlannedAndEqualTheStockSession() throws Exception {
    Outcome outcome =
        doctor(Map.of("OMP_WAIT_POLICY", "PASSIVE", "GOMP_SPINCOUNT", "2000"), "-Xmx1g");

    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.out())
        .containsPattern("MAST4J +\\d+\\.\\d+\\.\\d+")
        .containsPattern("ND4J +1\\.0\\.0-M2\\.1 on the CPU")
        .containsPattern("OpenMP +\\d+ \\(ND4J and oneDNN\\)")
        .containsPattern("Java heap +at most 1\\.0 GB")
        .containsPattern("FFmpeg +\\S+ decodes")
        .containsPattern("samediff-onednn +active")
        .contains("All that MAST4J needs works.")
        .doesNotContain("problem:", "may spin");
    for (String what : List.of("AST forward", "AST gradients", "MAST forward", "MAST gradients")) {
      assertThat(outcome.out())
          .containsPattern("  " + what + " +[^\n]*ms, stock session [^\n]*; nothing fell back");
    }
  }

  @Test
  void saysWhyGraphsAreNotPlanned() throws Exception {
    Outcome outcome =
        doctor(
            Map.of("OMP_WAIT_POLICY", "active", "OMP_NUM_THREADS", "1"),
            "-Dorg.mast4j.onednn=off",
            "-XX:ActiveProcessorCount=2");

    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.out())
        .containsPattern("samediff-onednn +not active: switched off by -Dorg.mast4j.onednn=off")
        .containsPattern("advice: samediff-onednn is not active.*switched off")
        .containsPattern("MAST gradients +\\d+\\.\\d ms\n")
        .containsPattern("OMP_WAIT_POLICY +active, should be passive")
        .containsPattern("advice: OpenMP has 1 threads and Java counts 2 cores")
        .containsPattern("advice: idle OpenMP threads may spin")
        .doesNotContain("nothing fell back");
  }

  @Test
  void saysWhatIsMissingWithoutOneDnnsNativeLibrary() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().matches("dnnl-.+-.+-.+"))
            .collect(Collectors.joining(File.pathSeparator));

    Outcome outcome = doctor(classPath, Map.of());

    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.out())
        .containsPattern("oneDNN +can't be loaded")
        .containsPattern("samediff-onednn +not active: oneDNN can't be loaded")
        .containsPattern("advice: samediff-onednn is not active.*add org.bytedeco:dnnl")
        .containsPattern("MAST gradients +\\d+\\.\\d ms\n");
  }

  @Test
  void failsWhenNd4jDoesNotStart() throws Exception {
    Outcome outcome = doctor(Map.of("OMP_NUM_THREADS", "two"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out())
        .containsPattern(
            "problem: ND4J doesn't start \\(.*\"two\".*\\); set OMP_NUM_THREADS to a number\n")
        .contains("FFmpeg");
  }
}
