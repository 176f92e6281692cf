package org.mast4j.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendTest {
  @Test
  void theRemedyIsForTheCause() {
    assertThat(Backend.remedy(new NumberFormatException("two"))).contains("OMP_NUM_THREADS");
    for (Throwable missing :
        List.of(
            new UnsatisfiedLinkError(),
            new ClassNotFoundException("org.nd4j.linalg.cpu.nativecpu.CpuBackend"),
            new Nd4jBackend.NoAvailableBackendException("none"))) {
      assertThat(Backend.remedy(missing)).contains("org.nd4j:nd4j-native", "class path");
    }
    assertThat(Backend.remedy(new IllegalStateException())).doesNotContain("class path");
  }
}
