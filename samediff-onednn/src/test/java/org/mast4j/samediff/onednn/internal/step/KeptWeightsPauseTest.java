package org.mast4j.samediff.onednn.internal.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Weights at rest of which somebody changes one by hand, and calls again after a while. */
class KeptWeightsPauseTest {
  private static final int ROWS = 100;
  private static final int COLUMNS = 40;

  /** Between those that a fingerprint looks at. */
  private static final long CHANGED = 1234;

  private final AtomicLong nanos = new AtomicLong();
  private final INDArray weights = Nd4j.rand(DataType.FLOAT, ROWS, COLUMNS);

  private boolean isSeenAfter(Duration pause) {
    StridedView view = StridedView.of(weights);
    try (KeptWeights.Lease lease = new KeptWeights(nanos::get).lease()) {
      KeptWeights.Matrix matrix = lease.of(view, PrimitiveStep.desc(view));
      for (int i = 0; i < KeptWeights.Matrix.UNRESTED + 1; i++) {
        matrix.use(() -> {});
      }
      weights.putScalar(CHANGED, 7);
      nanos.addAndGet(pause.toNanos());
      matrix.use(() -> {});
      return new FloatPointer(new Address(matrix.address())).get(CHANGED) == 7;
    }
  }

  @Test
  void aChangeIsSeenAfterAPause() {
    assertThat(isSeenAfter(Duration.ofSeconds(11))).isTrue();
  }

  /** Otherwise the test above would prove nothing. */
  @Test
  void withoutAPauseItIsSeenLater() {
    assertThat(isSeenAfter(Duration.ofSeconds(1))).isFalse();
  }
}
