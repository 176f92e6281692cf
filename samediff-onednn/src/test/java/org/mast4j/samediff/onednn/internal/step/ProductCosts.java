package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.samediff.onednn.internal.memory.Arena;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What linear layers in FLOAT cost by each of oneDNN's kernels, for the rules of {@link
 * WeightLayout} and {@link GemmKernel} and for docs/performance.md; no test of the build, as its
 * name ends otherwise. Several layers' weights are used in turn, as in a model, and so are the ways
 * to do them; {@code -Dcosts.rounds=7} of these.
 */
class ProductCosts {
  private static final int ROUNDS = Integer.getInteger("costs.rounds", 7);
  private static final int UNTIMED = 2;

  private static final int MOST_LAYERS = 12;

  /** Of weights in turn, in elements: more than a third cache holds. */
  private static final long WEIGHTS = 12 << 20;

  private enum Kernel {
    FIRST,
    GEMM,
    LAID_OUT
  }

  /** A layer and what follows it. */
  private record Layer(long rows, long in, long out, boolean byColumn, String after) {
    memory.desc weights() {
      long[] strides = byColumn ? new long[] {1, in} : new long[] {out, 1};
      return new memory.desc(new long[] {in, out}, memory.data_type.f32, strides);
    }

    matmul.primitive_desc describe(memory.desc weights) {
      return MatMulStep.describe(
          dense(rows, in),
          weights,
          dense(rows, out),
          Optional.of(dense(1, out)),
          new MatMulStep.After(
              1, after.equals("gelu"), Optional.empty(), after.equals("residual")));
    }

    double flops() {
      return 2.0 * rows * in * out;
    }
  }

  private static memory.desc dense(long rows, long columns) {
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab);
  }

  /** Memory that all ways use. */
  private record Place(memory x, memory bias, memory y, StridedView laidOut, StridedView scratch) {}

  @ParameterizedTest
  @CsvSource({
    "14, 768, 3072, gelu",
    "14, 3072, 768, residual",
    "14, 768, 768, ''",
    "39, 384, 1536, gelu",
    "39, 1536, 384, residual",
    "39, 384, 384, ''",
    "150, 192, 768, gelu",
    "150, 768, 192, residual",
    "600, 96, 384, gelu",
    "600, 384, 96, residual",
    "624, 384, 1536, gelu",
    "624, 1536, 384, residual",
    "624, 384, 384, ''",
    "2400, 192, 768, gelu",
    "2400, 768, 192, residual",
    "9600, 96, 384, gelu",
    "9600, 384, 96, residual",
    "1168, 768, 3072, gelu",
    "1168, 3072, 768, residual",
    "1168, 768, 768, ''",
    "1214, 768, 3072, gelu",
    "1214, 3072, 768, residual"
  })
  @SuppressWarnings("try") // both are left, not used
  void kernels(long rows, long in, long out, String after) {
    StridedView x = StridedView.scratch(rows * in);
    StridedView y = StridedView.scratch(rows * out);
    StridedView bias = StridedView.scratch(out);
    StridedView laidOut = StridedView.scratch(in * out * 2);
    StridedView scratch = StridedView.scratch(1 << 24);
    List<StridedView> all = List.of(x, y, bias, laidOut, scratch);
    all.forEach(view -> view.storage().usedAt(0));
    List<StridedView> weights = new ArrayList<>();
    for (long used = 0; used < WEIGHTS && weights.size() < MOST_LAYERS; used += in * out) {
      weights.add(StridedView.of(Nd4j.rand(DataType.FLOAT, out, in).subi(0.5)));
    }
    try (Arena arena = Arena.of(all.stream().map(StridedView::storage).toList());
        PointerScope pointers = new PointerScope()) {
      Place place =
          new Place(
              PrimitiveStep.memory(x, dense(rows, in)),
              PrimitiveStep.memory(bias, dense(1, out)),
              PrimitiveStep.memory(y, dense(rows, out)),
              laidOut,
              scratch);
      for (boolean byColumn : new boolean[] {true, false}) {
        compare(new Layer(rows, in, out, byColumn, after), weights, place);
      }
    }
  }

  private static void compare(Layer layer, List<StridedView> weights, Place place) {
    List<List<Call>> ways = new ArrayList<>();
    StringBuilder line = new StringBuilder(layer.toString());
    List<String> names = new ArrayList<>();
    for (Kernel kernel : Kernel.values()) {
      matmul.primitive_desc desc =
          switch (kernel) {
            case FIRST -> layer.describe(layer.weights());
            case GEMM -> GemmKernel.orFirst(() -> layer.describe(layer.weights()));
            case LAID_OUT ->
                layer.describe(
                    new memory.desc(
                        new long[] {layer.in(), layer.out()},
                        memory.data_type.f32,
                        memory.format_tag.any));
          };
      names.add(kernel + " (" + desc.impl_info_str().getString() + ")");
      ways.add(calls(layer, desc, weights, place, kernel == Kernel.LAID_OUT));
    }
    double[][] millis = new double[ways.size()][ROUNDS];
    for (int round = -UNTIMED; round < ROUNDS; round++) {
      for (int i = 0; i < ways.size(); i++) {
        int way = round % 2 == 0 ? i : ways.size() - 1 - i;
        long start = System.nanoTime();
        ways.get(way).forEach(Call::run);
        if (round >= 0) {
          millis[way][round] = (System.nanoTime() - start) / 1e6 / weights.size();
        }
      }
    }
    for (int i = 0; i < ways.size(); i++) {
      Arrays.sort(millis[i]);
      double median = millis[i][ROUNDS / 2];
      line.append(
          String.format(
              Locale.ROOT,
              "%n  %7.3f ms, %4.0f GFLOP/s: %s",
              median,
              layer.flops() / median / 1e6,
              names.get(i)));
    }
    System.out.println(line);
  }

  private static List<Call> calls(
      Layer layer,
      matmul.primitive_desc desc,
      List<StridedView> weights,
      Place place,
      boolean laysOut) {
    matmul kernel = new matmul(desc);
    memory scratch = PrimitiveStep.memory(place.scratch(), desc.scratchpad_desc());
    memory own = PrimitiveStep.memory(place.laidOut(), desc.weights_desc());
    List<Call> calls = new ArrayList<>();
    for (StridedView view : weights) {
      memory plain = PrimitiveStep.memory(view, layer.weights());
      if (laysOut) {
        calls.add(PrimitiveStep.reorder(plain, own));
      }
      calls.add(
          new Call(kernel)
              .with(dnnl.DNNL_ARG_SRC, place.x())
              .with(dnnl.DNNL_ARG_WEIGHTS, laysOut ? own : plain)
              .with(dnnl.DNNL_ARG_BIAS, place.bias())
              .with(dnnl.DNNL_ARG_DST, place.y())
              .with(dnnl.DNNL_ARG_SCRATCHPAD, scratch));
    }
    return calls;
  }
}
