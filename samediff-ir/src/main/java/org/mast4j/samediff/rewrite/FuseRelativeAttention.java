package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.OneHot;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.RelativeEntries;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of attention whose bias {@code org.mast4j.zoo.mast.SDMast.relativePosition} makes,
 * where what that makes on its way is large: table entries picked for each query, one-hot matrices
 * that pick them, and the bias itself, which all grow with the square of a clip's length or worse.
 * Below that they are made once of the tables and kept, which is the faster way for short clips.
 */
final class FuseRelativeAttention implements Rewrite {
  /** Values picked of the tables, 16 MB. */
  private static final long MINIMUM_PICKED = 1 << 22;

  /** One table, and what is picked of it. */
  private record Picked(Value table, RelativeEntries entries, OneHot positions) {}

  /** What a bias is made of. */
  private record Bias(Value q, Picked rows, Picked columns) {}

  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof MatrixOp.Attention attention && attention.bias()) {
        fuse(program, node, attention);
      }
    }
  }

  private static void fuse(Program program, Node node, MatrixOp.Attention attention) {
    Value q = node.input(0);
    Value whole = node.input(3);
    Optional<Node> pad =
        Match.producer(
            whole,
            op -> op instanceof PlaceOp.Pad p && Arrays.equals(p.before(), new long[] {0, 1, 1}));
    boolean classToken =
        pad.filter(
                p ->
                    p.input(0).size(1) + 1 == whole.size(1)
                        && p.input(0).size(2) + 1 == whole.size(2))
            .isPresent();
    Value bias = classToken ? pad.orElseThrow().input(0) : whole;
    bias(bias, classToken)
        .filter(found -> found.q() == q)
        .filter(found -> found.rows().table().size(1) == q.size(-1))
        .ifPresent(
            found -> {
              List<Value> inputs =
                  new ArrayList<>(
                      List.of(
                          q,
                          node.input(1),
                          node.input(2),
                          found.rows().table(),
                          found.columns().table()));
              inputs.addAll(node.inputs().subList(4, node.inputs().size()));
              program.at(node.order());
              Value result =
                  program.add(
                      new MatrixOp.RelativeAttention(
                          attention.scale(),
                          found.rows().entries(),
                          found.columns().entries(),
                          classToken,
                          attention.residual()),
                      node.output().shape(),
                      inputs.toArray(Value[]::new));
              program.replace(node.output(), result);
            });
  }

  /** A bias [G, Nq, Nk], if it is made in the one way that is looked for. */
  private static Optional<Bias> bias(Value bias, boolean classToken) {
    return plain(unshaped(bias), false)
        .flatMap(
            spread ->
                plain(unpermuted(unshaped(spread.input(0))), true)
                    .filter(scores -> scores.input(1).length() >= MINIMUM_PICKED)
                    .flatMap(scores -> bias(scores, spread.input(1), classToken)))
        .filter(found -> bias.size(1) == queries(found) && bias.size(2) == keys(found));
  }

  private static long queries(Bias bias) {
    return (long) bias.rows().entries().queries() * bias.columns().entries().queries();
  }

  private static long keys(Bias bias) {
    return (long) bias.rows().entries().keys() * bias.columns().entries().keys();
  }

  /**
   * The same of the products of queries and what is picked for them.
   *
   * @param spread [kh + kw, Nk]
   */
  private static Optional<Bias> bias(Node scores, Value spread, boolean classToken) {
    List<Value> picked = parts(scores.input(1), 1);
    List<Value> ofKeys = parts(spread, 0);
    if (picked.size() != 2 || ofKeys.size() != 2) {
      return Optional.empty();
    }
    Optional<Picked> rows = picked(picked.get(0));
    Optional<Picked> columns = picked(picked.get(1));
    Value queries = unpermuted(scores.input(0));
    Optional<Value> q = classToken ? behindFirst(queries) : Optional.of(queries);
    if (rows.isEmpty() || columns.isEmpty() || q.isEmpty() || queries == scores.input(0)) {
      return Optional.empty();
    }
    int wide = columns.get().entries().queries();
    int keys = columns.get().entries().keys();
    boolean grids =
        isOf(rows.get().positions(), n -> n / wide)
            && isOf(columns.get().positions(), n -> n % wide)
            && isSpread(ofKeys.get(0), n -> n / keys)
            && isSpread(ofKeys.get(1), n -> n % keys);
    return grids ? Optional.of(new Bias(q.get(), rows.get(), columns.get())) : Optional.empty();
  }

  private static boolean isSpread(Value value, IntUnaryOperator positions) {
    return value.oneHot().filter(OneHot::byColumns).filter(of -> isOf(of, positions)).isPresent();
  }

  private static boolean isOf(OneHot oneHot, IntUnaryOperator positions) {
    int[] indices = oneHot.indices();
    for (int n = 0; n < indices.length; n++) {
      if (indices[n] != positions.applyAsInt(n)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Rows of a table, picked for each pair of positions, of which some are picked for each query.
   */
  private static Optional<Picked> picked(Value value) {
    Optional<Node> ofQueries = pick(unshaped(value));
    Optional<Node> ofPositions = ofQueries.flatMap(node -> pick(unshaped(node.input(1))));
    if (ofPositions.isEmpty()) {
      return Optional.empty();
    }
    int[] pairs = ofPositions.get().input(0).oneHot().orElseThrow().indices();
    OneHot positions = ofQueries.get().input(0).oneHot().orElseThrow();
    if (value.rank() != 3 || pairs.length != positions.depth() * value.size(1)) {
      return Optional.empty();
    }
    RelativeEntries entries = RelativeEntries.of(pairs, (int) value.size(1));
    return Optional.of(new Picked(ofPositions.get().input(1), entries, positions));
  }

  private static Optional<Node> pick(Value value) {
    return plain(value, false)
        .filter(node -> node.input(0).oneHot().filter(of -> !of.byColumns()).isPresent());
  }

  private static Optional<Node> plain(Value value, boolean transposeB) {
    return Match.producer(value, new MatMul(false, transposeB, 1, false, false)::equals);
  }

  private static List<Value> parts(Value value, int axis) {
    return Match.producer(value, op -> op instanceof PlaceOp.Concat c && c.axis() == axis)
        .map(Node::inputs)
        .orElse(List.of());
  }

  private static Value unshaped(Value value) {
    return Match.producer(value, PlaceOp.Reshape.class).map(node -> node.input(0)).orElse(value);
  }

  /** The value of which the first two axes are swapped. */
  private static Value unpermuted(Value value) {
    return Match.producer(
            value,
            op -> op instanceof PlaceOp.Permute p && Arrays.equals(p.axes(), new int[] {1, 0, 2}))
        .map(node -> node.input(0))
        .orElse(value);
  }

  /** The value of which all but the first token is taken. */
  private static Optional<Value> behindFirst(Value tokens) {
    return Match.producer(
            unshaped(tokens),
            op -> op instanceof PlaceOp.Slice s && Arrays.equals(s.from(), new long[] {0, 1, 0}))
        .map(node -> node.input(0))
        .filter(all -> all.size(1) == tokens.size(1) + 1);
  }
}
