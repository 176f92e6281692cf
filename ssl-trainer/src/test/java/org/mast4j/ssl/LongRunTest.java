package org.mast4j.ssl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ResidentMemory;

class LongRunTest {
  /** Bytes; one array leaked by each call would be thirty times as much. */
  private static final long BOUND = 4 << 20;

  /** From a tenth of the run on; the Java heap is whole from the start, so that it can't grow. */
  @ParameterizedTest
  @CsvSource({"calls, 10000", "steps, 2000"})
  void residentMemoryStaysFlat(String work, int count) throws Exception {
    ResidentMemory.assumeKnown();
    List<String> said =
        ChildJvm.of(LongRun.class)
            .options(
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1") // the other compiler's own memory comes and goes
            .run(work, count)
            .succeeded()
            .said();
    long early = Long.parseLong(said.get(0));
    long growth = Long.parseLong(said.get(1)) - early;
    assertThat(growth).as("beyond %d", early).isLessThan(early / 50).isLessThan(BOUND);
  }
}
