package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.onednn.internal.memory.Arena;
import org.mast4j.samediff.onednn.internal.memory.Fingerprint;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A graph's weights in the type and layout that kernels want, kept from call to call; plans that
 * want the same share one copy. That the graph's own arrays stay the same is not taken for granted:
 *
 * <ul>
 *   <li>another array in the place of one is seen at once;
 *   <li>so is, by a {@link Fingerprint}, what changes an array as a whole: a step of training, an
 *       assignment;
 *   <li>the copy is made anew without a look at each of the first calls, at those after a change
 *       seen, and at the first one after a pause of some seconds, as people make who change weights
 *       by hand;
 *   <li>later, at every {@value Matrix#INTERVAL}th call: so long at most goes a change of a few
 *       elements unseen of weights at rest that are used all the time. To copy all takes as long as
 *       a call that reads all once, hence so seldom.
 * </ul>
 *
 * <p>Safe to share by the threads that run the plans: none reads a copy while another one makes it
 * anew.
 */
public final class KeptWeights {
  /** Elements that a fingerprint needs. */
  private static final long SMALLEST = 16;

  private final LongSupplier nanos;
  private final List<Matrix> matrices = new ArrayList<>();

  public KeptWeights() {
    this(System::nanoTime);
  }

  /**
   * With another clock.
   *
   * @param nanos the time since some moment
   */
  KeptWeights(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** One plan's share, which frees what no other plan needs when it is closed. */
  public final class Lease implements AutoCloseable {
    private final List<Matrix> leased = Collections.synchronizedList(new ArrayList<>());

    private Lease() {}

    /** Whether the graph has the weights, so that they needn't be laid out at each call. */
    boolean covers(StridedView weights) {
      return !weights.storage().isScratch() && weights.length() >= SMALLEST;
    }

    /** The weights as wanted; their views must have addresses. */
    Matrix of(StridedView weights, memory.desc wanted) {
      Matrix matrix = share(weights, wanted);
      leased.add(matrix);
      return matrix;
    }

    void giveBack(Matrix matrix) {
      if (leased.remove(matrix)) {
        release(matrix);
      }
    }

    @Override
    public void close() {
      leased.forEach(KeptWeights.this::release);
      leased.clear();
    }
  }

  public Lease lease() {
    return new Lease();
  }

  /** Memory of all copies. */
  public synchronized long bytes() {
    return matrices.stream().mapToLong(matrix -> matrix.arena.bytes()).sum();
  }

  private synchronized Matrix share(StridedView weights, memory.desc wanted) {
    Matrix matrix =
        matrices.stream()
            .filter(m -> m.isOf(weights, wanted))
            .findFirst()
            .orElseGet(() -> add(weights, wanted));
    matrix.users++;
    return matrix;
  }

  @SuppressWarnings("try") // open, not used
  private Matrix add(StridedView weights, memory.desc wanted) {
    // Outlives the caller's workspace and the plan's scope of pointers.
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      Matrix matrix = new Matrix(weights, wanted, matrices.size(), nanos);
      matrices.add(matrix);
      return matrix;
    }
  }

  private synchronized void release(Matrix matrix) {
    matrix.users--;
    if (matrix.users == 0) {
      matrices.remove(matrix);
      matrix.close();
    }
  }

  /** The steps between the 8-bit integers of each column. */
  private static final class Scales {
    private final ColumnScales columns;
    private final FloatPointer values;
    private final memory steps;

    Scales(StridedView weights) {
      this.columns = new ColumnScales(weights);
      this.values = new FloatPointer(weights.size(1));
      long[] shape = {weights.size(1)};
      memory.desc row = new memory.desc(shape, memory.data_type.f32, memory.format_tag.x);
      this.steps = new memory(row, PrimitiveStep.ENGINE, values);
    }

    void compute() {
      values.put(columns.compute());
    }
  }

  /** One matrix of weights. */
  static final class Matrix {
    /** Calls without a change after which weights are taken to be at rest. */
    static final int UNRESTED = 3;

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);

    /**
     * Calls between two copies of weights at rest; other weights' come at others of these calls.
     */
    static final int INTERVAL = 256;

    private final long address;
    private final long[] shape;
    private final long[] strides;
    private final memory.desc desc;
    private final memory packed;
    private final Call packing;
    private final Optional<Scales> scales;
    private final Arena arena;
    private final PointerScope pointers;
    private final int phase;
    private final LongSupplier nanos;
    private final Fingerprint fingerprint;
    private final StampedLock lock = new StampedLock(); // of what is laid out
    private long laidOut;
    private int users;
    private int calls;
    private long lastCall;

    private Matrix(StridedView weights, memory.desc wanted, int phase, LongSupplier nanos) {
      this.phase = phase;
      this.nanos = nanos;
      this.address = weights.address();
      this.shape = weights.shape();
      this.strides = weights.strides();
      this.fingerprint = new Fingerprint(address, span(shape, strides) * weights.type().width());
      try (PointerScope scope = new PointerScope()) {
        StridedView own = PrimitiveStep.scratch(wanted);
        own.storage().usedAt(0);
        this.arena = Arena.of(List.of(own.storage()));
        this.desc = new memory.desc(wanted);
        boolean lifted = desc.get_ndims() > weights.rank();
        memory plain =
            PrimitiveStep.memory(
                address, lifted ? PrimitiveStep.lifted(weights) : PrimitiveStep.desc(weights));
        this.packed = PrimitiveStep.memory(own, desc);
        primitive_attr attributes = new primitive_attr(); // scratch of its own: the lock guards it
        this.scales =
            desc.get_data_type().value == memory.data_type.s8.value
                ? Optional.of(new Scales(weights))
                : Optional.empty();
        scales.ifPresent(
            s -> attributes.set_scales_mask(dnnl.DNNL_ARG_TO, QuantisedLinearStep.BY_COLUMN));
        this.packing = PrimitiveStep.reorder(plain, packed, attributes);
        scales.ifPresent(s -> packing.with(dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_TO, s.steps));
        this.pointers = scope.extend();
      }
    }

    /** Elements from the first to the last. */
    private static long span(long[] shape, long[] strides) {
      long last = 0;
      for (int i = 0; i < shape.length; i++) {
        last += (shape[i] - 1) * strides[i];
      }
      return last + 1;
    }

    private boolean isOf(StridedView weights, memory.desc wanted) {
      return weights.address() == address
          && Arrays.equals(weights.shape(), shape)
          && Arrays.equals(weights.strides(), strides)
          && desc.equals(wanted);
    }

    /** Lets a kernel read the weights, laid out as they are now as far as that is known. */
    void use(Runnable kernel) {
      refresh();
      read(kernel);
    }

    /** The same, as they were laid out last. */
    void read(Runnable kernel) {
      long stamp = lock.readLock();
      try {
        kernel.run();
      } finally {
        lock.unlockRead(stamp);
      }
    }

    /** Lays the weights out, the first time, and anew if they have changed, or may have. */
    private synchronized void refresh() {
      calls++;
      long number = fingerprint.number();
      long now = nanos.getAsLong();
      if (number != laidOut || now - lastCall > PAUSE) {
        laidOut = number;
        calls = 0;
      }
      lastCall = now;
      if (calls <= UNRESTED || (calls + phase) % INTERVAL == 0) {
        long stamp = lock.writeLock();
        try {
          scales.ifPresent(Scales::compute);
          packing.run();
        } finally {
          lock.unlockWrite(stamp);
        }
      }
    }

    memory memory() {
      return packed;
    }

    /** Of the copy, which stays where it is. */
    long address() {
      return packed.get_data_handle().address();
    }

    /** The columns' steps, of weights as 8-bit integers. */
    memory scales() {
      return scales.orElseThrow().steps;
    }

    private void close() {
      pointers.close();
      arena.close();
    }
  }
}
