package org.mast4j.samediff.onednn.internal.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.step.AttentionGradientStep;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Which values of a program lie in bfloat16: those that a kernel makes and of which all readers are
 * kernels that take them so, products above all. Everything else is FLOAT: the inputs, outputs and
 * weights of a graph, what is added to (residuals, sums of gradients, biases), gradients of
 * weights, the statistics of layer norm, losses. So PyTorch's autocast does it.
 *
 * <p>Values that are one piece of memory, such as a slice and what it is cut of, have one type.
 */
final class Types {
  /** Products narrower than this gain nothing by bfloat16. */
  static final long NARROW = 16;

  private final boolean reduced;
  private final Map<Value, Value> parents = new HashMap<>();
  private final Set<Value> whole = new HashSet<>();

  private Types(boolean reduced) {
    this.reduced = reduced;
  }

  /** All values FLOAT. */
  static Types single() {
    return new Types(false);
  }

  /** bfloat16 wherever it may be. */
  static Types reduced(Program program) {
    Types types = new Types(true);
    for (Node node : program.nodes()) {
      if (isPlace(node.op())) {
        node.inputs().forEach(value -> types.join(value, node.output()));
      }
    }
    program.placeholders().values().forEach(types::keepWhole);
    program.variables().values().forEach(types::keepWhole);
    program.outputs().values().forEach(types::keepWhole);
    for (Node node : program.nodes()) {
      if (!isPlace(node.op())) {
        types.judge(node);
      }
    }
    while (types.judgeSums(program)) {
      // a sum that is FLOAT may be a term of one before it, as gradients are
    }
    return types;
  }

  /** A sum with a FLOAT term is FLOAT, as residuals are; whether there was a new one. */
  private boolean judgeSums(Program program) {
    int before = whole.size();
    program.nodes().stream()
        .filter(node -> terms(node).stream().anyMatch(value -> of(value) == DataType.FLOAT))
        .forEach(node -> keepWhole(node.output()));
    return whole.size() > before;
  }

  /** What a node adds, in whichever type. */
  private static List<Value> terms(Node node) {
    if (isSum(node.op())) {
      return node.inputs();
    }
    return attentionResidual(node).map(List::of).orElse(List.of());
  }

  private static Optional<Value> attentionResidual(Node node) {
    if (node.op() instanceof MatrixOp.Attention attention) {
      return attention.residual(node);
    }
    return node.op() instanceof MatrixOp.RelativeAttention relative
        ? relative.residual(node)
        : Optional.empty();
  }

  private static boolean isSum(Op op) {
    return op instanceof ElementWiseOp.Sum;
  }

  private void judge(Node node) {
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!takes(node, i)) {
        keepWhole(node.input(i));
      }
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!makes(node, i)) {
        keepWhole(node.outputs().get(i));
      }
    }
  }

  private static boolean isPlace(Op op) {
    return op instanceof PlaceOp;
  }

  private Value root(Value value) {
    Value root = value;
    while (parents.containsKey(root)) {
      root = parents.get(root);
    }
    return root;
  }

  private void join(Value a, Value b) {
    Value one = root(a);
    Value other = root(b);
    if (one != other) {
      parents.put(one, other);
    }
  }

  private void keepWhole(Value value) {
    whole.add(root(value));
  }

  /** BFLOAT16 or, of all that is made by no kernel of ours too, FLOAT. */
  DataType of(Value value) {
    return reduced && value.isFloat() && value.length() > 0 && !whole.contains(root(value))
        ? DataType.BFLOAT16
        : DataType.FLOAT;
  }

  /** The type in which a product, an attention or a convolution has its operands. */
  DataType operands(Node node) {
    return reduced && isReduced(node) ? DataType.BFLOAT16 : DataType.FLOAT;
  }

  private static boolean isReduced(Node node) {
    if (node.op() instanceof MatrixOp.MatMul product) {
      Value a = node.input(0);
      return node.output().size(-1) >= NARROW && a.size(product.transposeA() ? -2 : -1) >= NARROW;
    }
    if (node.op() instanceof MatrixOp.WeightGradient) {
      return node.input(0).size(-1) >= NARROW && node.input(1).size(-1) >= NARROW;
    }
    if (node.op() instanceof ImageOp.Convolution convolution) {
      return isReduced(node.input(1), convolution.groups());
    }
    if (node.op() instanceof ImageOp.ConvolutionInputGradient gradient) {
      return isReduced(node.input(0), gradient.groups());
    }
    if (node.op() instanceof ImageOp.ConvolutionKernelGradient gradient) {
      return isReduced(node.output(), gradient.groups());
    }
    return true;
  }

  /** Depth-wise kernels, and those of many channels to many. */
  private static boolean isReduced(Value kernel, long groups) {
    long outputs = kernel.size(3) / groups;
    long inputs = kernel.size(2);
    return inputs >= NARROW && outputs >= NARROW || inputs == 1 && outputs == 1 && groups >= NARROW;
  }

  /** Whether a kernel reads its input so. */
  private static boolean takes(Node node, int input) {
    Op op = node.op();
    if (!isReduced(node)) {
      return false;
    }
    if (op instanceof MatrixOp.MatMul || op instanceof MatrixOp.WeightGradient) {
      return input < 2;
    }
    if (op instanceof MatrixOp.Attention || op instanceof MatrixOp.RelativeAttention) {
      return input < 3 || attentionResidual(node).isPresent() && input == node.inputs().size() - 1;
    }
    if (op instanceof MatrixOp.LayerNorm) {
      return input == 0;
    }
    if (op instanceof MatrixOp.LayerNormGradient) {
      return input == 0 || input == 2;
    }
    if (op instanceof ImageOp.Convolution) {
      return input == 0;
    }
    if (op instanceof ImageOp.ConvolutionInputGradient) {
      return input == 1;
    }
    return op instanceof MatrixOp.AttentionGradient
        || op instanceof MatrixOp.Softmax
        || op instanceof MatrixOp.SoftmaxGradient
        || op instanceof ImageOp.ConvolutionKernelGradient
        || isSum(op)
        || isActivation(op);
  }

  /** Whether a kernel writes its result so. */
  private static boolean makes(Node node, int output) {
    Op op = node.op();
    if (!isReduced(node)) {
      return false;
    }
    if (op instanceof MatrixOp.MatMul product) {
      return !product.residual();
    }
    if (op instanceof MatrixOp.LayerNorm || op instanceof MatrixOp.LayerNormGradient) {
      return output == 0;
    }
    if (op instanceof MatrixOp.AttentionGradient) {
      // Gradients of keys and values that many blocks of queries add to are added in FLOAT.
      return output == 0
          || AttentionGradientStep.isWhole(node.input(0).size(-2), node.input(1).size(-2));
    }
    return op instanceof MatrixOp.Attention
        || op instanceof MatrixOp.RelativeAttention
        || op instanceof MatrixOp.Softmax
        || op instanceof MatrixOp.SoftmaxGradient
        || op instanceof ImageOp.Convolution
        || op instanceof ImageOp.ConvolutionInputGradient
        || isSum(op)
        || isActivation(op);
  }

  private static boolean isActivation(Op op) {
    if (op instanceof ElementWiseOp.Unary unary) {
      return isActivation(unary.function());
    }
    return op instanceof ElementWiseOp.UnaryGradient gradient && isActivation(gradient.function());
  }

  private static boolean isActivation(ElementWiseOp.Function function) {
    return function == ElementWiseOp.Function.GELU || function == ElementWiseOp.Function.SWISH;
  }
}
