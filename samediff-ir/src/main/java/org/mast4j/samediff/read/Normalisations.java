package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Value;

/** Softmax, layer norm, and their gradients. */
final class Normalisations {
  /** The stock layer norm adds nothing; with this the result is the same. */
  private static final float STOCK_EPSILON = 1e-12f;

  private Normalisations() {}

  static void register(Map<String, Translator> translators) {
    translators.put("softmax", single(Normalisations::softmax));
    translators.put("softmax_bp", single(Normalisations::softmaxGradient));
    translators.put("layer_norm", single(Normalisations::layerNorm));
    translators.put("layer_norm_bp", Normalisations::layerNormGradient);
  }

  private static boolean overLastAxis(OpCall call) {
    long[] axes = call.integers();
    int last = call.input(0).rank() - 1;
    return last >= 0
        && (axes.length == 0 || axes.length == 1 && (axes[0] == -1 || axes[0] == last));
  }

  private static Optional<Value> softmax(OpCall call) {
    Value x = call.input(0);
    return overLastAxis(call)
        ? Optional.of(call.add(new MatrixOp.Softmax(), x.shape(), x))
        : Optional.empty();
  }

  /** Inputs x, dy: the gradient is had from the result, which the forward pass has made. */
  private static Optional<Value> softmaxGradient(OpCall call) {
    if (!overLastAxis(call)) {
      return Optional.empty();
    }
    Value x = call.input(0);
    Value y =
        x.users().stream()
            .filter(node -> node.op() instanceof MatrixOp.Softmax)
            .findFirst()
            .map(Node::output)
            .orElseGet(() -> call.add(new MatrixOp.Softmax(), x.shape(), x));
    return Optional.of(call.add(new MatrixOp.SoftmaxGradient(), x.shape(), y, call.input(1)));
  }

  private static Optional<Value> layerNorm(OpCall call) {
    return call.inputs().size() == 3 && call.integers().length == 1 && overLastAxis(call)
        ? Optional.of(normalise(call, call.inputs()).output())
        : Optional.empty();
  }

  private static Node normalise(OpCall call, List<Value> inputs) {
    Value x = inputs.get(0);
    long[] rows = {x.length() / x.size(-1)};
    return call.program()
        .addAll(new MatrixOp.LayerNorm(STOCK_EPSILON), inputs, x.shape(), rows, rows)
        .get(0)
        .producer()
        .orElseThrow();
  }

  /** Inputs x, gain, bias, dy. */
  private static Optional<List<Value>> layerNormGradient(OpCall call) {
    if (call.inputs().size() != 4 || call.integers().length != 1 || !overLastAxis(call)) {
      return Optional.empty();
    }
    Value x = call.input(0);
    Value gain = call.input(1);
    Node forward =
        x.users().stream()
            .filter(
                n ->
                    n.op() instanceof MatrixOp.LayerNorm
                        && n.inputs().subList(0, 2).equals(List.of(x, gain)))
            .findFirst()
            .orElseGet(() -> normalise(call, call.inputs().subList(0, 3)));
    Value mean = forward.outputs().get(1);
    Value variance = forward.outputs().get(2);
    return Optional.of(
        call.program()
            .addAll(
                new MatrixOp.LayerNormGradient(STOCK_EPSILON),
                List.of(x, gain, call.input(3), mean, variance),
                x.shape(),
                gain.shape(),
                gain.shape()));
  }
}
