package org.mast4j.samediff.onednn;

import static org.mast4j.samediff.onednn.Comparison.assertSame;
import static org.mast4j.samediff.onednn.Comparison.assertSameWithGradients;
import static org.mast4j.samediff.onednn.Comparison.sizes;
import static org.mast4j.samediff.onednn.Comparison.variable;
import static org.mast4j.samediff.onednn.RandomGraph.gelu;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.samediff.engine.Engines;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Products of matrices, linear layers among them, against the stock op. */
class ProductStepsTest {
  private static final double TOLERANCE = 1e-5;

  @BeforeAll
  static void install() {
    Engines.bind();
  }

  private static void check(SameDiff graph, SDVariable out) {
    assertSameWithGradients(graph, out, TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void matrixProducts(long seed) {
    int[] n = sizes(seed, 5);
    boolean ta = seed % 2 == 0;
    boolean tb = seed % 4 > 1;
    boolean batched = seed > 4;
    long[] a = ta ? new long[] {n[2], n[1]} : new long[] {n[1], n[2]};
    long[] b = tb ? new long[] {n[3], n[2]} : new long[] {n[2], n[3]};
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, batched ? new long[] {n[0], a[0], a[1]} : a);
    SDVariable y = variable(graph, "v2", seed + 50, batched ? new long[] {n[0], b[0], b[1]} : b);
    check(graph, graph.mmul(x, y, ta, tb, false).mul(0.7));
  }

  /** A result is written over a residual only where nobody else reads that. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void residuals(int reader) {
    SameDiff graph = SameDiff.create();
    SDVariable h = graph.math.tanh(variable(graph, "v1", 1, 160, 8));
    SDVariable other = graph.math.sin(variable(graph, "v2", 2, 160, 8));
    SDVariable w = variable(graph, "v3", 3, 8, 8);
    SDVariable b = variable(graph, "v4", 4, 8);
    SDVariable sum = other.mmul(w).add(b).add(h);
    SDVariable out =
        switch (reader) {
          case 0 -> sum;
          case 1 -> sum.mul(h); // reads the residual later
          case 2 -> h.mmul(w).add(b).add(h); // is a factor, too
          case 3 -> sum.mmul(w).add(b).add(h.reshape(8, 160).permute(1, 0)); // lies otherwise
          case 4 -> sum.mmul(w).add(b).add(sum).add(0.5); // over each other
          case 5 -> variable(graph, "v5", 5, 160, 160).mmul(h).add(h); // the other factor
          default -> { // in a copy that is read again
            SDVariable turned = h.permute(1, 0);
            SDVariable copied = other.mmul(w).add(b).add(turned.reshape(160, 8));
            yield copied.reshape(8, 160).mul(turned);
          }
        };
    check(graph, out);
    assertSame(graph, Map.of(), TOLERANCE, "out", h.name()); // a caller's
  }

  /** To which oneDNN 3.11 can't add in its place. */
  @Test
  void aResidualOfOneRow() {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, 1, 3072);
    SDVariable h = graph.math.tanh(variable(graph, "v2", 2, 1, 768));
    check(graph, x.mmul(variable(graph, "v3", 3, 3072, 768)).add(h));
  }

  /** Of which each row is read for others while it is made. */
  @Test
  void aResidualThatIsTheRightFactor() {
    SameDiff graph = SameDiff.create();
    SDVariable h = graph.math.tanh(variable(graph, "v1", 1, 400, 64));
    check(graph, variable(graph, "v2", 2, 400, 400).mmul(h).add(h));
  }

  /** Layouts that oneDNN 3.11 misreads or writes wrongly, of operands and of their gradients. */
  @Test
  void productsOfPiecesThatLieFarApart() {
    SameDiff row = SameDiff.create();
    SDVariable oneRow = row.unstack(variable(row, "v1", 1, 2, 3, 1, 4), 1, 3)[2]; // [2, 1, 4]
    check(row, row.mmul(variable(row, "v2", 2, 2, 10, 1), oneRow));
    SameDiff left = SameDiff.create();
    SDVariable third =
        left.unstack(variable(left, "v1", 1, 3, 3, 4, 6, 6), 1, 3)[1]; // [3, 4, 6, 6]
    check(left, left.mmul(third, variable(left, "v2", 2, 3, 4, 6, 5)));
    SameDiff right = SameDiff.create();
    SDVariable half =
        right.unstack(variable(right, "v1", 1, 2, 2, 4, 6, 6), 1, 2)[1]; // [2, 4, 6, 6]
    check(right, right.mmul(variable(right, "v2", 2, 2, 4, 5, 6), half));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void linearLayersWithBiasAndResidual(long seed) {
    int[] n = sizes(seed, 3);
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", seed, n[0], n[1]);
    SDVariable w = variable(graph, "v2", seed + 10, n[2], n[1]);
    SDVariable b = variable(graph, "v3", seed + 20, n[2]);
    SDVariable r = variable(graph, "v4", seed + 30, n[0], n[2]);
    check(graph, r.add(graph.nn.biasAdd(graph.mmul(x, w, false, true, false), b, false)));
  }

  /** Rows a multiple of 4 KiB apart have a weight gradient of their own. */
  @ParameterizedTest
  @CsvSource({"1024, 7, true", "1024, 7, false", "7, 1024, true", "1024, 2048, true"})
  void wideLinearLayers(int in, int out, boolean biased) {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, 5, in);
    SDVariable y = graph.mmul(x, variable(graph, "v2", 2, out, in), false, true, false);
    check(graph, biased ? graph.nn.biasAdd(y, variable(graph, "v3", 3, out), false) : y);
  }

  /** Kernels go by the processor, the width and the number of rows. */
  @ParameterizedTest
  @CsvSource({
    "7, 40, 193, true", "8, 40, 192, true", "8, 40, 193, true", "8, 40, 193, false",
    "130, 96, 600, true", "130, 96, 600, false", "600, 300, 260, true", "600, 300, 260, false",
    "9, 800, 700, true", "9, 800, 700, false"
  })
  void linearLayersOfAnyWidth(int rows, int in, int out, boolean byColumn) {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, rows, in);
    SDVariable first =
        graph.mmul(x, variable(graph, "v2", 2, of(in, out, byColumn)), false, byColumn, false);
    SDVariable h = graph.nn.biasAdd(first, variable(graph, "v3", 3, out), false);
    SDVariable w = variable(graph, "v4", 4, of(out, in, byColumn));
    check(
        graph,
        x.add(
            graph.nn.biasAdd(
                graph.mmul(gelu(h), w, false, byColumn, false),
                variable(graph, "v5", 5, in),
                false)));
  }

  /** Factors and results are columns of wider matrices. */
  @Test
  void wideProductsOfPieces() {
    SameDiff graph = SameDiff.create();
    SDVariable x = variable(graph, "v1", 1, 9, 80);
    SDVariable w = variable(graph, "v2", 2, 40, 460);
    SDVariable left = columns(x, 0, 40).mmul(columns(w, 0, 200));
    SDVariable right = columns(x, 40, 80).mmul(columns(w, 200, 460));
    check(graph, graph.concat(1, left, right));
  }

  private static SDVariable columns(SDVariable x, int from, int to) {
    return x.get(SDIndex.all(), SDIndex.interval(from, to));
  }

  /** Weights [out, in], if they lie column by column, or else [in, out]. */
  private static long[] of(int in, int out, boolean byColumn) {
    return byColumn ? new long[] {out, in} : new long[] {in, out};
  }
}
