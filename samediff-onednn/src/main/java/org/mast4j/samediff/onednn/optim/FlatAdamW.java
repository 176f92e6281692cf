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
import org.mast4j.samediff.onednn.memory.View;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A step of AdamW (arXiv 1711.05101) and of a moving average of the weights, in one sweep over
 * memory and by all cores. Pieces small enough for the cache are copied to Java arrays, on which
 * the JIT compiler's vector code works, and back.
 */
public final class FlatAdamW {
  /** Floats of a piece: four arrays of it fit a first-level cache of 48 KB. */
  private static final int PIECE = 2048;

  /** Neighbouring pieces that one task does. */
  private static final int PIECES_PER_TASK = 16;

  private static final long MAX_LENGTH = Integer.MAX_VALUE / Float.BYTES;

  /**
   * One parameter with its state; all arrays FLOAT, dense and of one length.
   *
   * @param parameter changed in place
   * @param first moment, changed in place
   * @param second moment, changed in place
   * @param average of the parameter over the steps, changed in place
   * @param decays whether weight decay applies
   */
  public record Slot(
      INDArray parameter,
      INDArray first,
      INDArray second,
      Optional<INDArray> average,
      boolean decays) {
    public Slot {
      for (INDArray array : arrays(parameter, first, second, average)) {
        if (!accepts(array) || array.length() != parameter.length()) {
          throw new IllegalArgumentException(
              array.dataType()
                  + " array of shape "
                  + Arrays.toString(array.shape())
                  + "; expected a dense FLOAT one of "
                  + parameter.length()
                  + " values");
        }
      }
    }

    private static List<INDArray> arrays(
        INDArray parameter, INDArray first, INDArray second, Optional<INDArray> average) {
      List<INDArray> arrays = new ArrayList<>(List.of(parameter, first, second));
      average.ifPresent(arrays::add);
      return arrays;
    }
  }

  /**
   * The numbers of a step.
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the deviation
   * @param learningRate before bias correction
   * @param weightDecay times the learning rate, taken off parameters that decay
   * @param momentum of the average: what it keeps of itself
   * @param step counted from 1
   */
  public record Rates(
      double beta1,
      double beta2,
      double epsilon,
      double learningRate,
      double weightDecay,
      double momentum,
      int step) {}

  private record Task(int slot, int from, int to) {}

  private record Buffers(
      FloatBuffer parameter,
      FloatBuffer first,
      FloatBuffer second,
      Optional<FloatBuffer> average) {}

  private final List<Slot> slots;
  private final List<Buffers> buffers;
  private final List<Task> tasks = new ArrayList<>();

  public FlatAdamW(List<Slot> slots) {
    this.slots = List.copyOf(slots);
    this.buffers =
        slots.stream()
            .map(
                slot ->
                    new Buffers(
                        buffer(slot.parameter()),
                        buffer(slot.first()),
                        buffer(slot.second()),
                        slot.average().map(FlatAdamW::buffer)))
            .toList();
    for (int i = 0; i < slots.size(); i++) {
      int length = Math.toIntExact(slots.get(i).parameter().length());
      for (int from = 0; from < length; from += PIECE * PIECES_PER_TASK) {
        tasks.add(new Task(i, from, Math.min(length, from + PIECE * PIECES_PER_TASK)));
      }
    }
  }

  /** Whether an array can be swept: FLOAT, dense in the order of 'c', below 2 GB. */
  public static boolean accepts(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && !array.isEmpty()
        && array.length() < MAX_LENGTH
        && View.of(array).isDense();
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
  public double norm(List<INDArray> gradients) {
    List<FloatBuffer> sources = gradients.stream().map(FlatAdamW::buffer).toList();
    double[] squares = new double[tasks.size()];
    IntStream.range(0, tasks.size())
        .parallel()
        .forEach(
            i -> {
              Task task = tasks.get(i);
              float[] piece = new float[PIECE];
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
   */
  public void step(List<INDArray> gradients, double scale, Rates rates) {
    List<FloatBuffer> sources = gradients.stream().map(FlatAdamW::buffer).toList();
    tasks.parallelStream()
        .forEach(task -> step(task, sources.get(task.slot()), (float) scale, rates));
  }

  private void step(Task task, FloatBuffer gradient, float scale, Rates rates) {
    Buffers state = buffers.get(task.slot());
    double decay = slots.get(task.slot()).decays() ? rates.weightDecay() : 0;
    float[] p = new float[PIECE];
    float[] g = new float[PIECE];
    float[] m = new float[PIECE];
    float[] v = new float[PIECE];
    for (int from = task.from(); from < task.to(); from += PIECE) {
      int count = Math.min(PIECE, task.to() - from);
      state.parameter().get(from, p, 0, count);
      gradient.get(from, g, 0, count);
      state.first().get(from, m, 0, count);
      state.second().get(from, v, 0, count);
      update(p, g, m, v, count, scale, decay, rates);
      state.parameter().put(from, p, 0, count);
      state.first().put(from, m, 0, count);
      state.second().put(from, v, 0, count);
      if (state.average().isPresent()) {
        FloatBuffer average = state.average().get();
        average.get(from, g, 0, count);
        average(g, p, count, (float) rates.momentum());
        average.put(from, g, 0, count);
      }
    }
  }

  private static void update(
      float[] p,
      float[] g,
      float[] m,
      float[] v,
      int count,
      float scale,
      double decay,
      Rates rates) {
    float beta1 = (float) rates.beta1();
    float beta2 = (float) rates.beta2();
    float new1 = (float) (1 - rates.beta1());
    float new2 = (float) (1 - rates.beta2());
    float epsilon = (float) rates.epsilon();
    float kept = (float) (1 - rates.learningRate() * decay);
    float rate = (float) (rates.learningRate() / (1 - Math.pow(rates.beta1(), rates.step())));
    float unbias = (float) (1 / (1 - Math.pow(rates.beta2(), rates.step())));
    for (int i = 0; i < count; i++) {
      float slope = g[i] * scale;
      float first = beta1 * m[i] + new1 * slope;
      float second = beta2 * v[i] + new2 * slope * slope;
      m[i] = first;
      v[i] = second;
      p[i] = kept * p[i] - rate * first / ((float) Math.sqrt(second * unbias) + epsilon);
    }
  }

  private static void average(float[] average, float[] p, int count, float momentum) {
    for (int i = 0; i < count; i++) {
      average[i] = momentum * average[i] + (1 - momentum) * p[i];
    }
  }
}
