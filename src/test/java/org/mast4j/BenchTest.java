package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Run;

/** The benchmark runs beside peers that a shell script plays; how fast it is decides nothing. */
class BenchTest {
  /** Says what peer_worker.py would, whose path is its first argument. */
  private static final String PYTHON =
      """
      #!/bin/sh
      case $2 in
        openvino-int8) echo "this python has no nncf; install it" >&2; exit 1 ;;
        openvino) millis=20 ;;
        *) millis=50 ;;
      esac
      case $2 in onnxruntime) logits="1 -4" ;; *) logits="1 4" ;; esac
      echo ready
      while read -r line; do
        if [ "$line" = logits ]; then echo "$logits"; else echo $millis; fi
      done
      echo 100
      """;

  @TempDir Path directory;

  private Path python() throws IOException {
    Path python = Files.writeString(directory.resolve("python"), PYTHON);
    return Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void eachPeerIsMeasuredOrNamedWithItsReason() throws IOException {
    Path json = directory.resolve("bench.json");
    Run bench =
        run(
            "bench",
            "--python",
            python(),
            "--work",
            "mast-small-forward-1",
            "--at",
            "f32,int8",
            "--repeats",
            1,
            "--json",
            json);
    assertThat(bench.out().lines().findFirst().orElseThrow()).startsWith("cpu ").contains("cores");
    assertThat(bench.out())
        .contains("isn't measured: this python has no nncf; install it")
        .containsPattern("best peer .*\\n.*f32 .* OpenVINO +20\\.0 +\\S+ +0\\.95 +(not )?met\\n")
        .containsPattern("int8 .* ONNX Runtime int8 +50\\.0 ")
        .doesNotContain("torch.compile");
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.fieldNames())
        .toIterable()
        .containsExactly(
            "cpu", "gemm-f32-gflops", "mast-small-forward-1-f32", "mast-small-forward-1-int8");
    assertThat(figures.at("/cpu/threads").asInt()).isPositive();
    JsonNode float32 = figures.get("mast-small-forward-1-f32");
    assertThat(float32.get("best").asText()).isEqualTo("OpenVINO");
    double ratio = float32.get("ms").asDouble() / 20;
    assertThat(float32.get("ratio").asDouble()).isEqualTo(ratio);
    assertThat(float32.get("met").asBoolean()).isEqualTo(ratio <= 0.95);
    assertThat(float32.at("/peers/PyTorch/ms").asDouble()).isEqualTo(50);

    assertThat(bench.code()).isEqualTo(1);
    assertThat(float32.at("/peers/ONNX Runtime/missing").asText()).contains("another model");
    assertThat(bench.err())
        .contains("other logits than PyTorch's in float32: ONNX Runtime in mast-small-forward-1");
  }

  @Test
  void anUnknownKeyIsOneSentenceThatListsTheKeys() {
    for (String option : new String[] {"--work", "--at", "--peer"}) {
      Run bench = run("bench", "--python", "python3", option, "none");
      assertThat(bench.code()).isEqualTo(1);
      assertThat(bench.err()).contains("\"none\"; expected one of ").hasLineCount(1);
    }
  }

  @Test
  void aPythonThatCannotRunIsOneSentence() {
    Run bench = run("bench", "--python", directory.resolve("no-python"));
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err()).contains("no-python: can't be started");
  }

  @Test
  void whatCannotBeMeasuredIsOneSentence() {
    Run bench = run("bench", "--work", "mast-small-train-16", "--at", "int8");
    assertThat(bench.err()).contains("nothing trains in int8").hasLineCount(1);
    assertThat(run("bench", "--peer", "torch").err()).contains("--peer without --python");
  }
}
