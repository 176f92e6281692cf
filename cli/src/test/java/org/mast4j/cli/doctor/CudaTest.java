package org.mast4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a POSIX shell")
class CudaTest {
  private static final String DEVICE = "NVIDIA L4, 8.9";

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  @Test
  void devicesAreTheLinesOfTheAnswer() throws Exception {
    assertThat(Cuda.devices(shell("echo '" + DEVICE + "'"), Duration.ofSeconds(30)))
        .containsExactly(DEVICE);
  }

  @Test
  void aQueryThatHangsIsGivenUp() {
    List<String> devices =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () ->
                Cuda.devices(shell("echo '" + DEVICE + "'; exec sleep 60"), Duration.ofSeconds(1)));
    assertThat(devices).isEmpty();
  }

  @Test
  void aQueryThatFailsOrIsNotThereFindsNone() throws Exception {
    assertThat(Cuda.devices(shell("echo broken; exit 9"), Duration.ofSeconds(30))).isEmpty();
    assertThat(Cuda.devices(List.of("no-such-tool"), Duration.ofSeconds(30))).isEmpty();
  }
}
