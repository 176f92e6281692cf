package org.mast4j.classpath.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.classpath.cuda.NvidiaSmi.Answer;
import org.mast4j.classpath.cuda.NvidiaSmi.End;

/** What follows from nvidia-smi's answers, of machines that we don't have. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its drivers have other numbers")
class CudaMachineTest {
  private static final String H200 = "GPU-9a, NVIDIA H200, 9.0, 550.90.07, 142890";
  private static final String L4 = "GPU-1b, NVIDIA L4, 8.9, 535.104.05, 22478";
  private static final String A100 = "GPU-2c, NVIDIA A100-SXM4-40GB, 8.0, 535.104.05, 40326";
  private static final String K80 = "GPU-3d, Tesla K80, 3.7, 510.39.01, 11441";

  private static Optional<String> obstacle(Map<String, String> environment, String... lines) {
    CudaMachine machine = CudaMachine.of(new Answer(End.ANSWERED, List.of(lines)));
    return machine
        .obstacle(CudaBuild.OURS, environment)
        .map(obstacle -> obstacle.what() + "; " + obstacle.remedy());
  }

  private static Optional<String> obstacle(String... lines) {
    return obstacle(Map.of(), lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {A100, L4, K80, "GPU-5, Quadro RTX 4000, 7.5, 525.60.13, 7979"})
  void devicesThatTheMachineCodeIsForAreUsed(String device) {
    assertThat(obstacle(device)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NVIDIA H200, 9.0",
    "NVIDIA B200, 10.0",
    "NVIDIA GeForce RTX 5090, 12.0",
    "Tesla K40m, 3.5"
  })
  void devicesThatNoMachineCodeIsForAreRefused(String name, String capability) {
    assertThat(obstacle("GPU-9a, " + name + ", " + capability + ", 550.90.07, 20000"))
        .hasValue(
            "it has no code for %s of compute capability %s, only for 3.7, 5.x, 6.x, 7.x, 8.x; take another GPU, or a snapshot of DL4J with CUDA 12"
                .formatted(name, capability));
  }

  @Test
  void aBuildWithCuda12MayTryThem() {
    CudaMachine machine = CudaMachine.of(new Answer(End.ANSWERED, List.of(H200)));
    assertThat(machine.obstacle(new CudaBuild(12, 3), Map.of())).isEmpty();
  }

  @Test
  void anUnknownCapabilityIsRefused() {
    assertThat(obstacle("GPU-7, NVIDIA T4, [N/A], 535.104.05, 15000"))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("nvidia-smi doesn't tell the compute capability of NVIDIA T4; "));
  }

  @Test
  void anUnknownAmountOfMemoryIsNoObstacle() {
    assertThat(obstacle("GPU-7, NVIDIA T4, 7.5, 535.104.05, [N/A]")).isEmpty();
  }

  @Test
  void aFullDeviceIsRefused() {
    assertThat(obstacle("GPU-7, NVIDIA T4, 7.5, 535.104.05, 312"))
        .hasValue(
            "NVIDIA T4 has 312 MB of free memory, fewer than 1024; end what nvidia-smi lists there, or take another GPU");
  }

  @ParameterizedTest
  @CsvSource({"510.39, false", "510.39.01, true", "470.256.02, false", "[N/A], false"})
  void aDriverMustBeThatOfCuda11Dot6OrNewer(String driver, boolean accepted) {
    Optional<String> obstacle = obstacle("GPU-7, NVIDIA T4, 7.5, " + driver + ", 15000");
    if (accepted) {
      assertThat(obstacle).isEmpty();
    } else {
      assertThat(obstacle)
          .hasValue("the NVIDIA driver is " + driver + "; install 510.39.01 or newer");
    }
  }

  @Test
  void whereSomeDevicesCantRunItTheOthersAreNamed() {
    assertThat(obstacle(H200, L4, H200, A100))
        .hasValue(
            "it has no code for NVIDIA H200 of compute capability 9.0, only for 3.7, 5.x, 6.x, 7.x, 8.x; set CUDA_VISIBLE_DEVICES=GPU-1b,GPU-2c, which it can use");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GPU-1b", "GPU-1b,GPU-2c", " GPU-2", "GPU-1b,-1,GPU-9a"})
  void devicesThatCantRunItMayBeHidden(String visible) {
    assertThat(obstacle(Map.of("CUDA_VISIBLE_DEVICES", visible), H200, L4, A100)).isEmpty();
  }

  @Test
  void processesThatShareTheDevicesHaveOneEach() {
    CudaMachine machine = CudaMachine.of(new Answer(End.ANSWERED, List.of(H200, L4, A100)));
    Map<String, String> without = Map.of("CUDA_VISIBLE_DEVICES", "GPU-1b,GPU-2c");
    assertThat(machine.share(0, Map.of())).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-9a"));
    assertThat(machine.share(0, without)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-1b"));
    assertThat(machine.share(1, without)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-2c"));
    assertThat(machine.share(2, without)).isEqualTo(Map.of("CUDA_VISIBLE_DEVICES", "GPU-1b"));
    assertThat(machine.share(1, Map.of("CUDA_VISIBLE_DEVICES", "MIG-4e"))).isEmpty();
    assertThat(CudaMachine.of(new Answer(End.MISSING, List.of())).share(0, Map.of())).isEmpty();
  }

  @Test
  void numbersAreReadWhereTheirOrderIsKnown() {
    Map<String, String> second = Map.of("CUDA_VISIBLE_DEVICES", "1");
    Map<String, String> byBus =
        Map.of("CUDA_VISIBLE_DEVICES", "1", "CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    String full = "GPU-8, NVIDIA L4, 8.9, 535.104.05, 100";

    assertThat(obstacle(byBus, H200, L4)).isEmpty();
    assertThat(obstacle(second, full, L4)).as("devices of one kind").isEmpty();
    assertThat(obstacle(second, H200, L4)).as("CUDA's own order").isPresent();
    assertThat(obstacle(Map.of("CUDA_VISIBLE_DEVICES", "MIG-4e"), H200, L4)).isPresent();
    assertThat(obstacle(Map.of("CUDA_VISIBLE_DEVICES", "MIG-4e"), A100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "NoDevFiles", "7", "GPU-none"})
  void hiddenDevicesAreMissed(String visible) {
    assertThat(obstacle(Map.of("CUDA_VISIBLE_DEVICES", visible), L4, L4))
        .hasValue("CUDA_VISIBLE_DEVICES=" + visible + " hides every GPU; unset it");
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING, '', 'there is no nvidia-smi, hence no NVIDIA driver'",
    "HUNG, '', 'nvidia-smi hangs, so that the NVIDIA driver seems broken'",
    "FAILED, '', 'nvidia-smi fails'",
    "FAILED, 'Field \"compute_cap\" is not a valid field to query.', 'nvidia-smi fails (Field \"compute_cap\" is not a valid field to query.)'",
    "ANSWERED, '', 'nvidia-smi names no GPU'",
    "ANSWERED, 'No devices were found', 'nvidia-smi names no GPU (No devices were found)'"
  })
  void withoutAnAnswerThereIsAReason(End end, String said, String reason) {
    CudaMachine machine = CudaMachine.of(new Answer(end, List.of(said)));
    assertThat(machine).isEqualTo(new CudaMachine(List.of(), Optional.of(reason)));
    assertThat(machine.obstacle(CudaBuild.OURS, Map.of()))
        .hasValue(
            new Obstacle(
                reason,
                "take a machine whose nvidia-smi lists a GPU, with driver 510.39.01 or newer"));
  }

  @Test
  void aDeviceTellsOfItself() {
    assertThat(CudaDevice.parse(L4))
        .hasValueSatisfying(
            device ->
                assertThat(device)
                    .hasToString(
                        "NVIDIA L4, compute capability 8.9, driver 535.104.05, 22478 MB free"));
    assertThat(CudaDevice.parse("GPU-7, NVIDIA T4, [N/A], 535.104.05, [N/A]"))
        .hasValueSatisfying(
            device ->
                assertThat(device)
                    .hasToString("NVIDIA T4, compute capability unknown, driver 535.104.05"));
  }
}
