package org.mast4j.samediff.rewrite;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.MatrixOp.MatMul;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Makes one node of the three gradients of {@code softmax(q k^T) v}, which computes the
 * probabilities again: then nothing but the forward product reads those of the forward pass, which
 * {@link FuseAttention} makes a part of one node too, and they are never kept. Scores with a bias
 * are left alone: their gradient is the bias's, and kept anyway.
 */
final class FuseAttentionGradient implements Rewrite {
  /** Below this, keeping the probabilities costs little memory, and less time than new ones. */
  private static final int MINIMUM_KEYS = 256;

  /**
   * The nodes around one softmax.
   *
   * @param scores q k^T
   * @param dp the probabilities' gradient, dy v^T
   */
  private record Pattern(Node scores, Node dp, Node dq, Node dk, Node dv) {}

  @Override
  public void apply(Program program) {
    for (Node node : program.nodes()) {
      if (node.op() instanceof MatrixOp.Softmax && node.output().size(-1) >= MINIMUM_KEYS) {
        match(program, node).ifPresent(pattern -> fuse(program, pattern));
      }
    }
  }

  private static Optional<Pattern> match(Program program, Node softmax) {
    Value p = softmax.output();
    Optional<Node> scores =
        Match.producer(softmax.input(0), op -> isProduct(op, false, true))
            .filter(node -> program.hasOneUser(node.output()) && node.output().rank() >= 3);
    Optional<Node> dv = user(p, op -> isPlainProduct(op, true, false));
    Optional<Node> gradient = user(p, MatrixOp.SoftmaxGradient.class::isInstance);
    if (scores.isEmpty() || dv.isEmpty() || gradient.isEmpty()) {
      return Optional.empty();
    }
    Value ds = gradient.get().output();
    Optional<Node> dp =
        Match.producer(gradient.get().input(1), op -> isPlainProduct(op, false, true))
            .filter(node -> program.hasOneUser(node.output()));
    Optional<Node> dq = user(ds, op -> isProduct(op, false, false));
    Optional<Node> dk = user(ds, op -> isProduct(op, true, false));
    if (dp.isEmpty() || dq.isEmpty() || dk.isEmpty()) {
      return Optional.empty();
    }
    Pattern pattern = new Pattern(scores.get(), dp.get(), dq.get(), dk.get(), dv.get());
    Set<Node> readers = new HashSet<>(Set.of(dv.get(), gradient.get()));
    // The product with v is missing where nobody asks for what depends on it.
    user(p, op -> isPlainProduct(op, false, false))
        .filter(weighted -> weighted.input(1) == dp.get().input(1))
        .ifPresent(readers::add);
    boolean whole =
        isReadBy(program, p, readers)
            && isReadBy(program, ds, Set.of(dq.get(), dk.get()))
            && hasRightOperands(pattern);
    return whole ? Optional.of(pattern) : Optional.empty();
  }

  /** A node of this kind whose first input is the value. */
  private static Optional<Node> user(Value value, Predicate<Op> kind) {
    return value.users().stream()
        .filter(node -> kind.test(node.op()) && node.input(0) == value)
        .findFirst();
  }

  private static boolean isReadBy(Program program, Value value, Set<Node> readers) {
    return !program.isOutput(value)
        && value.users().size() == readers.size()
        && readers.containsAll(value.users());
  }

  private static boolean hasRightOperands(Pattern pattern) {
    return pattern.dv().input(1) == pattern.dp().input(0)
        && pattern.dq().input(1) == pattern.scores().input(1)
        && pattern.dk().input(1) == pattern.scores().input(0);
  }

  private static boolean isPlainProduct(Op op, boolean transposeA, boolean transposeB) {
    return isProduct(op, transposeA, transposeB) && ((MatMul) op).scale() == 1;
  }

  private static boolean isProduct(Op op, boolean transposeA, boolean transposeB) {
    return op instanceof MatMul product
        && product.transposeA() == transposeA
        && product.transposeB() == transposeB
        && !product.bias()
        && !product.residual();
  }

  private static void fuse(Program program, Pattern pattern) {
    program.at(pattern.dv().order());
    Value q = pattern.scores().input(0);
    Value k = pattern.scores().input(1);
    Value v = pattern.dp().input(1);
    List<Value> gradients =
        program.addAll(
            new MatrixOp.AttentionGradient(
                scale(pattern.scores()), scale(pattern.dq()), scale(pattern.dk())),
            List.of(q, k, v, pattern.dp().input(0)),
            q.shape(),
            k.shape(),
            v.shape());
    List<Node> replaced = List.of(pattern.dq(), pattern.dk(), pattern.dv());
    for (int i = 0; i < gradients.size(); i++) {
      program.replace(replaced.get(i).output(), gradients.get(i));
    }
  }

  private static float scale(Node product) {
    return ((MatMul) product.op()).scale();
  }
}
