package org.mast4j.samediff.onednn.optim;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.mast4j.samediff.onednn.memory.Address;
import org.mast4j.samediff.onednn.memory.Storage;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Steps of an optimiser, with a moving average of the weights, in one sweep over memory and by all
 * cores. Pieces small enough for the cache are copied to Java arrays, on which the JIT compiler's
 * vector code works, and back.
 */
public abstract class FlatOptimizer {
  /** Floats of a piece: four arrays of it fit a first-level cache of 48 KB. */
  private static final int PIECE = 2048;

  /** Neighbouring pieces that one task does. */
  private static final int PIECES_PER_TASK = 16;

  private record Task(int slot, int from, int to) {}

  private record Buffers(
      FloatBuffer parameter, List<FloatBuffer> state, Optional<FloatBuffer> average) {}

  /** What a step does to a piece. */
  @FunctionalInterface
  interface Rule {
    /**
     * Updates.
     *
     * @param p parameters, to be changed
     * @param g their gradients
     * @param state what the optimiser keeps, to be changed
     * @param count of values, from the start of each array
     * @param decays whether weight decay applies
     */
    void update(float[] p, float[] g, float[][] state, int count, boolean decays);
  }

  private final List<Slot> slots;
  private final double averageMomentum;
  private final List<Buffers> buffers;
  private final List<Task> tasks = new ArrayList<>();

  /** A thread's pieces of parameters, gradients and each state. */
  private final ThreadLocal<float[][]> pieces;

  /**
   * An optimiser of some parameters.
   *
   * @param stateArrays how many each slot must have
   * @param averageMomentum what the average keeps of itself at each step
   */
  FlatOptimizer(List<Slot> slots, int stateArrays, double averageMomentum) {
    this.slots = List.copyOf(slots);
    this.averageMomentum = averageMomentum;
    this.buffers = slots.stream().map(FlatOptimizer::buffers).toList();
    this.pieces = ThreadLocal.withInitial(() -> new float[2 + stateArrays][PIECE]);
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).state().size() != stateArrays) {
        throw new IllegalArgumentException(
            slots.get(i).state().size() + " arrays of state in a slot; expected " + stateArrays);
      }
      int length = Math.toIntExact(slots.get(i).parameter().length());
      for (int from = 0; from < length; from += PIECE * PIECES_PER_TASK) {
        tasks.add(new Task(i, from, Math.min(length, from + PIECE * PIECES_PER_TASK)));
      }
    }
  }

  /** For settings, which have no other base. */
  static void require(boolean valid, String message, double value) {
    if (!valid) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  private static Buffers buffers(Slot slot) {
    return new Buffers(
        buffer(slot.parameter()),
        slot.state().stream().map(FlatOptimizer::buffer).toList(),
        slot.average().map(FlatOptimizer::buffer));
  }

  private static FloatBuffer buffer(INDArray array) {
    Pointer start = new Address(Storage.addressOf(array));
    return start
        .capacity(array.length() * Float.BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * The global norm of gradients; the same for the same values on any number of cores.
   *
   * @param gradients in the slots' order
   */
  public final double norm(List<INDArray> gradients) {
    List<FloatBuffer> sources = gradients.stream().map(FlatOptimizer::buffer).toList();
    double[] squares = new double[tasks.size()];
    IntStream.range(0, tasks.size())
        .parallel()
        .forEach(
            i -> {
              Task task = tasks.get(i);
              float[] piece = pieces.get()[0];
              double sum = 0;
              for (int from = task.from(); from < task.to(); from += PIECE) {
                int count = Math.min(PIECE, task.to() - from);
                sources.get(task.slot()).get(from, piece, 0, count);
                sum += squares(piece, count);
              }
              squares[i] = sum;
            });
    return Math.sqrt(Arrays.stream(squares).sum());
  }

  private static double squares(float[] piece, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) piece[i] * piece[i];
    }
    return sum;
  }

  /**
   * One step.
   *
   * @param gradients in the slots' order; unchanged
   * @param scale of the gradients
   * @param learningRate of this step
   * @param step counted from 1
   */
  public abstract void step(List<INDArray> gradients, double scale, double learningRate, int step);

  /** Applies a rule to all parameters, and updates the averages. */
  final void sweep(List<INDArray> gradients, Rule rule) {
    List<FloatBuffer> sources = gradients.stream().map(FlatOptimizer::buffer).toList();
    tasks.parallelStream().forEach(task -> sweep(task, sources.get(task.slot()), rule));
  }

  private void sweep(Task task, FloatBuffer gradient, Rule rule) {
    Buffers memory = buffers.get(task.slot());
    boolean decays = slots.get(task.slot()).decays();
    float[][] all = pieces.get();
    float[] p = all[0];
    float[] g = all[1];
    float[][] state = Arrays.copyOfRange(all, 2, all.length);
    for (int from = task.from(); from < task.to(); from += PIECE) {
      int count = Math.min(PIECE, task.to() - from);
      memory.parameter().get(from, p, 0, count);
      gradient.get(from, g, 0, count);
      for (int i = 0; i < state.length; i++) {
        memory.state().get(i).get(from, state[i], 0, count);
      }
      rule.update(p, g, state, count, decays);
      memory.parameter().put(from, p, 0, count);
      for (int i = 0; i < state.length; i++) {
        memory.state().get(i).put(from, state[i], 0, count);
      }
      if (memory.average().isPresent()) {
        FloatBuffer average = memory.average().get();
        average.get(from, g, 0, count);
        average(g, p, count, (float) averageMomentum);
        average.put(from, g, 0, count);
      }
    }
  }

  private static void average(float[] average, float[] p, int count, float momentum) {
    for (int i = 0; i < count; i++) {
      average[i] = momentum * average[i] + (1 - momentum) * p[i];
    }
  }
}
