package org.mast4j.samediff.sweep;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.samediff.memory.Address;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Steps of an optimiser, with a moving average of the weights, in one sweep over memory and by all
 * cores. Pieces small enough for the cache are copied to Java arrays, on which the JIT compiler's
 * vector code works, and back.
 *
 * <p>It needs no engine, only a backend of ND4J whose arrays lie in main memory.
 */
public final class ParameterSweep {
  /** Floats of a piece: four arrays of it fit a first-level cache of 48 KB. */
  private static final int PIECE = 2048;

  /** Neighbouring pieces that one task does. */
  private static final int PIECES_PER_TASK = 16;

  private static final float[][] NO_STATE = {};

  private record Task(int slot, int from, int to) {}

  private record Buffers(FloatBuffer parameter, List<FloatBuffer> state) {}

  /** Where a task's pieces beside the slot's own lie. */
  private record Sources(FloatBuffer gradient, Optional<FloatBuffer> follower) {}

  private final List<Slot> slots;
  private final List<Buffers> buffers;
  private final List<Task> tasks = new ArrayList<>();

  /** A thread's pieces of parameters, gradients and each state. */
  private final ThreadLocal<float[][]> pieces;

  /**
   * A sweep over some parameters.
   *
   * @throws IllegalArgumentException if the slots have not all as many arrays of state
   */
  public ParameterSweep(List<Slot> slots) {
    int states = slots.stream().mapToInt(slot -> slot.state().size()).max().orElse(0);
    this.slots = List.copyOf(slots);
    this.buffers = slots.stream().map(ParameterSweep::buffers).toList();
    this.pieces = ThreadLocal.withInitial(() -> new float[2 + states][PIECE]);
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).state().size() != states) {
        throw new IllegalArgumentException(
            slots.get(i).state().size() + " arrays of state in slot " + i + "; expected " + states);
      }
      int length = Math.toIntExact(slots.get(i).parameter().length());
      for (int from = 0; from < length; from += PIECE * PIECES_PER_TASK) {
        tasks.add(new Task(i, from, Math.min(length, from + PIECE * PIECES_PER_TASK)));
      }
    }
  }

  private static Buffers buffers(Slot slot) {
    return new Buffers(
        buffer(slot.parameter()), slot.state().stream().map(ParameterSweep::buffer).toList());
  }

  private static FloatBuffer buffer(INDArray array) {
    return Address.of(array)
        .capacity(array.length() * Float.BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** A buffer of an array that is used beside a slot. */
  private FloatBuffer buffer(int slot, INDArray array) {
    Slot.require(array, slots.get(slot).parameter().length());
    return buffer(array);
  }

  /**
   * The global norm of gradients; the same for the same values on any number of cores.
   *
   * @param gradients in the slots' order
   */
  public double norm(List<INDArray> gradients) {
    List<FloatBuffer> sources = gradients.stream().map(ParameterSweep::buffer).toList();
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

  /** Updates all parameters by one rule; see {@link #step(List, List, Optional)}. */
  public void step(List<INDArray> gradients, Rule rule, Optional<Follower> follower) {
    step(gradients, Collections.nCopies(slots.size(), rule), follower);
  }

  /**
   * Updates all parameters.
   *
   * @param gradients in the slots' order; unchanged
   * @param rules of the slots, in their order
   * @param follower what is updated with them, if anything
   * @throws IllegalArgumentException if an array can't be swept beside its parameter
   */
  public void step(List<INDArray> gradients, List<Rule> rules, Optional<Follower> follower) {
    List<Sources> sources = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      int slot = i;
      sources.add(
          new Sources(
              buffer(slot, gradients.get(slot)),
              follower.flatMap(f -> f.arrays().get(slot)).map(array -> buffer(slot, array))));
    }
    tasks.parallelStream()
        .forEach(task -> sweep(task, sources.get(task.slot()), rules.get(task.slot()), follower));
  }

  private void sweep(Task task, Sources sources, Rule rule, Optional<Follower> follower) {
    Buffers memory = buffers.get(task.slot());
    float[][] all = pieces.get();
    float[] p = all[0];
    float[] g = all[1];
    float[][] state = Arrays.copyOfRange(all, 2, all.length);
    for (int from = task.from(); from < task.to(); from += PIECE) {
      int count = Math.min(PIECE, task.to() - from);
      memory.parameter().get(from, p, 0, count);
      sources.gradient().get(from, g, 0, count);
      for (int i = 0; i < state.length; i++) {
        memory.state().get(i).get(from, state[i], 0, count);
      }
      rule.update(p, g, state, count);
      memory.parameter().put(from, p, 0, count);
      for (int i = 0; i < state.length; i++) {
        memory.state().get(i).put(from, state[i], 0, count);
      }
      if (sources.follower().isPresent()) {
        FloatBuffer following = sources.follower().get();
        following.get(from, g, 0, count);
        follower.orElseThrow().rule().update(g, p, NO_STATE, count);
        following.put(from, g, 0, count);
      }
    }
  }
}
