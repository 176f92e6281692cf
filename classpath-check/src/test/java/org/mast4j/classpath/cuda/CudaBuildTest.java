package org.mast4j.classpath.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaBuildTest {
  @Test
  void theSentenceSaysWhatIsInTheWayAndBothWaysOut() {
    assertThat(CudaBuild.OURS.sentence(new Obstacle("it is missing", "find it")))
        .isEqualTo(
            "ND4J's CUDA 11.6 backend can't run here: it is missing; find it, or run on the CPU,"
                + " without MAST4J_BACKEND=cuda or -Pcuda (docs/cuda.md)");
  }

  @Test
  void testsRunOnTheCpu() {
    assertThat(CudaBuild.chosen()).isEmpty();
  }

  @Test
  void whereItsLibrariesAreNotOnTheClassPathItSaysSo() {
    assertThat(CudaLibraries.obstacle())
        .hasValueSatisfying(
            obstacle ->
                assertThat(obstacle.what())
                    .isEqualTo("its class path lacks org.bytedeco.cuda.global.cudart"));
  }
}
