package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each malformed file gives the one typed error, fast and within a bounded memory. */
class MalformedWeightsTest {
  private static final long MAX_EXTRA_BYTES = 64L << 20;

  /** Far above what any takes, for a machine that stalls; a bomb takes minutes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  static Stream<Malformed> files() {
    return Stream.of(
            MalformedSafeTensors.all(),
            MalformedIndexes.all(),
            MalformedPickles.all(),
            MalformedArchives.all())
        .flatMap(cases -> cases);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aMalformedFileGivesOneTypedErrorAtLittleCost(Malformed malformed) throws IOException {
    Path file = malformed.write(folder);
    assertTimeoutPreemptively(TIMEOUT, () -> assertRefused(file, malformed.problem()));
  }

  private static void assertRefused(Path file, String problem) {
    long thread = Thread.currentThread().getId();
    long residentBytes = Pointer.physicalBytes();
    long heapBytes = THREADS.getThreadAllocatedBytes(thread);
    Throwable failure = catchThrowable(() -> Checkpoints.read(file));
    assertThat(THREADS.getThreadAllocatedBytes(thread) - heapBytes).isLessThan(MAX_EXTRA_BYTES);
    // The heap's pages count here again, and twice while the collector copies them.
    assertThat(Pointer.physicalBytes() - residentBytes).isLessThan(3 * MAX_EXTRA_BYTES);
    assertThat(failure).isExactlyInstanceOf(WeightsFormatException.class);
    assertThat(((WeightsFormatException) failure).problem()).contains(problem);
    assertThat(failure.getMessage().length()).isLessThan(1_000);
    assertThat(failure.getMessage()).doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void thereAreMoreThanTwoHundredDifferentFiles() {
    assertThat(files().map(Malformed::fingerprint).distinct().count()).isGreaterThan(200);
  }
}
