package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp.Permute;
import org.mast4j.samediff.ir.PlaceOp.Reshape;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * Computes on images as convolutions give and take them. A graph of NCHW images has a permutation
 * behind each convolution and another in front of the next; what is element-wise in between, or
 * sums over each image, is done before the first of them, which then meets the second: both go.
 */
final class ChannelsLast implements Rewrite {
  private static final Permute TO_NCHW = new Permute(0, 3, 1, 2);
  private static final Permute TO_NHWC = new Permute(TO_NCHW.inverse());

  /** Those of ND4J's ops of values of one shape that graphs have beside convolutions. */
  private static final Set<String> ELEMENT_WISE =
      Set.of(
          "relu",
          "relu6",
          "leakyrelu",
          "elu",
          "selu",
          "softplus",
          "softsign",
          "mish",
          "swish",
          "hardsigmoid",
          "hard_sigmoid",
          "erf",
          "thresholdedrelu_bp",
          "relu_bp",
          "relu6_bp",
          "lrelu_bp",
          "leakyrelu_bp",
          "elu_bp",
          "selu_bp",
          "softplus_bp",
          "softsign_bp",
          "sigmoid_bp",
          "tanh_bp",
          "hardsigmoid_bp");

  @Override
  public void apply(Program program) {
    new Pass(program).run();
  }

  /** One walk over a program, producers first. */
  private static final class Pass {
    private final Program program;

    /** Images as they lie, [B, H, W, C]. */
    private final Set<Value> images = new HashSet<>();

    Pass(Program program) {
      this.program = program;
    }

    void run() {
      for (Node node : program.nodes()) {
        program.at(node.order());
        if (node.op() instanceof ImageOp) {
          images.addAll(node.outputs());
        } else if (isPermute(node, TO_NHWC)) {
          image(node.input(0)).ifPresent(image -> program.replace(node.output(), image));
        } else if (node.op() instanceof ElementWiseOp.Reduce reduce) {
          sum(node, reduce);
        } else if (isElementWise(node)) {
          move(node);
        }
      }
    }

    private static boolean isPermute(Node node, Permute permute) {
      return node.op() instanceof Permute p && Arrays.equals(p.axes(), permute.axes());
    }

    private static boolean isElementWise(Node node) {
      return node.op() instanceof ElementWiseOp.Unary
          || node.op() instanceof ElementWiseOp.UnaryGradient
          || node.op() instanceof ElementWiseOp.Binary
          || node.op() instanceof ElementWiseOp.Sum
          || node.op() instanceof Op.Stock stock
              && ELEMENT_WISE.contains(stock.function().opName())
              && node.outputs().size() == 1
              && node.inputs().stream().allMatch(value -> isLike(value, node.output()));
    }

    private static boolean isLike(Value value, Value other) {
      return value.isFloat() && Arrays.equals(value.shape(), other.shape());
    }

    /** The image of which a value is the NCHW form. */
    private Optional<Value> image(Value value) {
      return value
          .producer()
          .filter(node -> isPermute(node, TO_NCHW))
          .map(node -> node.input(0))
          .filter(images::contains);
    }

    /** The image that a convolution makes of a value anyway, as of one that comes in. */
    private static Optional<Value> copy(Value value) {
      return value.users().stream()
          .filter(node -> isPermute(node, TO_NHWC))
          .map(Node::output)
          .findFirst();
    }

    /** Before the permutation of its operands, where one of them is an image in full. */
    private void move(Node node) {
      Value result = node.output();
      boolean ofImage =
          node.inputs().stream().anyMatch(v -> isLike(v, result) && image(v).isPresent());
      if (!ofImage) {
        return;
      }
      List<Value> operands = new ArrayList<>();
      for (Value input : node.inputs()) {
        Optional<Value> image = image(input).or(() -> copy(input));
        if (image.isEmpty() && !isRepeated(input, result)) {
          return;
        }
        operands.add(image.orElseGet(() -> channelsLast(input, result)));
      }
      Value moved = Program.result(result.name(), result.type(), permuted(result.shape()));
      program.addNode(node.op(), operands, List.of(moved));
      replace(result, moved);
    }

    /** Whether it is repeated along an image, which its permutation is too. */
    private static boolean isRepeated(Value value, Value result) {
      return value.isFloat()
          && (value.length() < result.length() && value.rank() <= result.rank()
              || source(value).filter(s -> isRepeated(s, result)).isPresent());
    }

    /** What a broadcast repeats. */
    private static Optional<Value> source(Value value) {
      return Match.producer(value, ElementWiseOp.Broadcast.class).map(node -> node.input(0));
    }

    private Value channelsLast(Value value, Value result) {
      if (value.length() == result.length()) {
        Value small = channelsLast(source(value).orElseThrow(), result);
        return program.add(new ElementWiseOp.Broadcast(), permuted(result.shape()), small);
      }
      long[] shape = new long[TO_NHWC.axes().length];
      Arrays.fill(shape, 1);
      System.arraycopy(value.shape(), 0, shape, shape.length - value.rank(), value.rank());
      Value whole = value.rank() == shape.length ? value : program.add(new Reshape(), shape, value);
      return program.add(TO_NHWC, permuted(shape), whole);
    }

    /** A sum over height and width: these are neighbours in either form. */
    private void sum(Node node, ElementWiseOp.Reduce reduce) {
      if (reduce.from() == 2 && reduce.to() == 4) {
        image(node.input(0))
            .ifPresent(
                image ->
                    program.replace(
                        node.output(),
                        program.add(
                            new ElementWiseOp.Reduce(1, 3, reduce.mean()),
                            node.output().shape(),
                            image)));
      }
    }

    private void replace(Value value, Value image) {
      images.add(image);
      program.replace(value, program.add(TO_NCHW, value.shape(), image));
    }

    private static long[] permuted(long... nchw) {
      return Arrays.stream(TO_NHWC.axes()).mapToLong(axis -> nchw[axis]).toArray();
    }
  }
}
