package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;

/** In processes of their own: what doctor looks at is settled when a process starts. */
class DoctorCommandTest {

  private static Run doctor(Map<String, String> environment, String... options) throws Exception {
    return ChildJvm.of(Mast4j.class).options(options).with("doctor").with(environment).run();
  }

  @Test
  void showsThatGraphsArePlannedAndEqualTheStockSession() throws Exception {
    Run run = doctor(Map.of("OMP_WAIT_POLICY", "PASSIVE", "GOMP_SPINCOUNT", "2000"), "-Xmx1g");

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .containsPattern("MAST4J +\\d+\\.\\d+\\.\\d+")
        .containsPattern("ND4J +1\\.0\\.0-M2\\.1 on the CPU")
        .containsPattern("OpenMP +\\d+ \\(ND4J and oneDNN\\)")
        .containsPattern("Java heap +at most 1\\.0 GB")
        .containsPattern("FFmpeg +\\S+ decodes")
        .containsPattern("samediff-onednn +active")
        .contains("All that MAST4J needs works.")
        .doesNotContain("problem:", "may spin");
    for (String what : List.of("AST forward", "AST gradients", "MAST forward", "MAST gradients")) {
      assertThat(run.out())
          .containsPattern("  " + what + " +[^\n]*ms, stock session [^\n]*; nothing fell back");
    }
  }

  @Test
  void saysWhyGraphsAreNotPlanned() throws Exception {
    Run run =
        doctor(
            Map.of("OMP_WAIT_POLICY", "active", "OMP_NUM_THREADS", "1"),
            "-Dorg.mast4j.onednn=off",
            "-XX:ActiveProcessorCount=2");

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
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
    Run run = ChildJvm.of(Mast4j.class).withoutJars("dnnl-.+-.+-.+").run("doctor");

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .containsPattern("oneDNN +can't be loaded")
        .containsPattern("samediff-onednn +not active: oneDNN can't be loaded")
        .containsPattern("advice: samediff-onednn is not active.*add org.bytedeco:dnnl")
        .containsPattern("MAST gradients +\\d+\\.\\d ms\n");
  }

  @Test
  void failsWhenNd4jDoesNotStart() throws Exception {
    Run run = doctor(Map.of("OMP_NUM_THREADS", "two"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern(
            "problem: ND4J doesn't start \\(.*\"two\".*\\); set OMP_NUM_THREADS to a number\n")
        .contains("FFmpeg");
  }
}
