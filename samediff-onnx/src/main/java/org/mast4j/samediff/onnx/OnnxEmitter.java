package org.mast4j.samediff.onnx;

import static org.mast4j.samediff.onnx.OnnxGraph.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.ir.Window;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes each op of a program as nodes of ONNX. */
final class OnnxEmitter implements Op.Visitor {
  private static final int[] TO_CHANNELS_FIRST = {0, 3, 1, 2};
  private static final int[] TO_CHANNELS_LAST = {0, 2, 3, 1};

  private final OnnxGraph onnx;
  private final Program program;
  private final BatchShapes shapes;
  private final MovedTensors tensors;
  private final Functions functions;
  private final Map<Value, String> names = new IdentityHashMap<>();

  OnnxEmitter(OnnxGraph onnx, Program program, BatchShapes shapes, MovedTensors tensors) {
    this.onnx = onnx;
    this.program = program;
    this.shapes = shapes;
    this.tensors = tensors;
    this.functions = new Functions(onnx);
  }

  void emit(Node node) {
    if (tensors.array(node.output()).isEmpty()) { // known ones are written when they are read
      node.op().accept(node, this);
    }
  }

  void name(Value value, String name) {
    names.put(value, name);
  }

  /** What a value is called; tensors that nobody reads aren't written. */
  String name(Value value) {
    String known = names.get(value);
    if (known == null) {
      INDArray array =
          tensors
              .array(value)
              .orElseThrow(() -> refusal("the value " + value + " of type " + value.type()));
      known = onnx.tensor(tensors.name(value), array);
      names.put(value, known);
    }
    return known;
  }

  private List<String> inputs(Node node) {
    return node.inputs().stream().map(this::name).toList();
  }

  private void result(Node node, String name) {
    names.put(node.output(), name);
  }

  /** A product of matrices that are transposed if need be. */
  @Override
  public void visit(Node node, MatrixOp.MatMul op) {
    String product = node.output().rank() == 2 ? gemm(node, op) : batched(node, op);
    result(node, op.residual(node).map(added -> add(product, name(added))).orElse(product));
  }

  private String gemm(Node node, MatrixOp.MatMul op) {
    List<String> operands = new ArrayList<>(inputs(node).subList(0, 2));
    op.bias(node).map(this::name).ifPresent(operands::add);
    return onnx.node(
        "Gemm",
        operands,
        attribute("transA", op.transposeA() ? 1 : 0),
        attribute("transB", op.transposeB() ? 1 : 0),
        attribute("alpha", op.scale()),
        attribute("beta", op.scale())); // the bias is scaled too
  }

  private String batched(Node node, MatrixOp.MatMul op) {
    String product =
        onnx.node(
            "MatMul",
            List.of(
                matrices(node.input(0), op.transposeA()),
                matrices(node.input(1), op.transposeB())));
    String biased = op.bias(node).map(bias -> add(product, name(bias))).orElse(product);
    return functions.scaled(biased, op.scale());
  }

  private String matrices(Value value, boolean transpose) {
    if (!transpose) {
      return name(value);
    }
    int[] axes = IntStream.range(0, value.rank()).toArray();
    axes[axes.length - 2] = axes.length - 1;
    axes[axes.length - 1] = axes.length - 2;
    return onnx.transpose(name(value), axes);
  }

  private String add(String a, String b) {
    return onnx.node("Add", List.of(a, b));
  }

  @Override
  public void visit(Node node, MatrixOp.LayerNorm op) {
    for (Value statistic : node.outputs().subList(1, 3)) {
      if (!statistic.users().isEmpty() || program.isOutput(statistic)) {
        throw refusal("the statistics of a layer norm");
      }
    }
    result(
        node,
        onnx.node(
            "LayerNormalization",
            inputs(node),
            attribute("axis", -1),
            attribute("epsilon", op.epsilon())));
  }

  @Override
  public void visit(Node node, MatrixOp.Softmax op) {
    result(node, softmax(name(node.input(0))));
  }

  private String softmax(String scores) {
    return onnx.node("Softmax", List.of(scores), attribute("axis", -1));
  }

  @Override
  public void visit(Node node, MatrixOp.Attention op) {
    String products =
        onnx.node("MatMul", List.of(name(node.input(0)), matrices(node.input(1), true)));
    String scaled = functions.scaled(products, op.scale());
    String scores = op.bias(node).map(bias -> add(scaled, name(bias))).orElse(scaled);
    String means = onnx.node("MatMul", List.of(softmax(scores), name(node.input(2))));
    result(node, op.residual(node).map(added -> add(means, name(added))).orElse(means));
  }

  /** Made by {@code Rewrite.boundBias} alone, which isn't for files. */
  @Override
  public void visit(Node node, MatrixOp.RelativeAttention op) {
    throw new IllegalStateException("an engine's own attention in a program for ONNX");
  }

  @Override
  public void visit(Node node, ElementWiseOp.Unary op) {
    result(node, functions.of(op, name(node.input(0))));
  }

  @Override
  public void visit(Node node, ElementWiseOp.Binary op) {
    String name =
        switch (op.arithmetic()) {
          case ADD -> "Add";
          case SUBTRACT -> "Sub";
          case MULTIPLY -> "Mul";
          case DIVIDE -> "Div";
          case MAXIMUM -> "Max";
          case MINIMUM -> "Min";
        };
    result(node, onnx.node(name, inputs(node)));
  }

  @Override
  public void visit(Node node, ElementWiseOp.Sum op) {
    result(node, inputs(node).stream().reduce(this::add).orElseThrow());
  }

  @Override
  public void visit(Node node, ElementWiseOp.Reduce op) {
    String x = name(node.input(0));
    LongStream axes = LongStream.range(op.from(), op.to());
    AttributeProto dropped = attribute("keepdims", 0);
    // In opset 17 the axes of a sum are an input, those of a mean are not yet.
    result(
        node,
        op.mean()
            ? onnx.node("ReduceMean", List.of(x), attribute("axes", axes), dropped)
            : onnx.node("ReduceSum", List.of(x, onnx.integers(axes.toArray())), dropped));
  }

  @Override
  public void visit(Node node, ElementWiseOp.Broadcast op) {
    long[] shape = shapes.of(node.output());
    Value x = node.input(0);
    int added = shape.length - x.rank();
    for (int i = 0; i < shape.length; i++) {
      if (shapes.grows(node.output(), i)) {
        if (i < added || !shapes.grows(x, i - added)) {
          throw refusal("a repetition along the batch");
        }
        shape[i] = 1; // as long as the input's axis is
      }
    }
    result(node, onnx.node("Expand", List.of(name(x), onnx.integers(shape))));
  }

  @Override
  public void visit(Node node, PlaceOp.Reshape op) {
    long[] shape = shapes.of(node.output());
    if (Arrays.stream(shape).filter(size -> size == -1).count() > 1) {
      throw refusal("a reshape of the batch into two axes");
    }
    result(node, onnx.reshape(name(node.input(0)), shape));
  }

  @Override
  public void visit(Node node, PlaceOp.Permute op) {
    result(node, onnx.transpose(name(node.input(0)), op.axes()));
  }

  @Override
  public void visit(Node node, PlaceOp.Slice op) {
    Value x = node.input(0);
    int[] axes =
        IntStream.range(0, x.rank()).filter(i -> x.size(i) != node.output().size(i)).toArray();
    if (Arrays.stream(axes).anyMatch(axis -> shapes.grows(x, axis))) {
      throw refusal("a slice of the batch");
    }
    long[] from = Arrays.stream(axes).mapToLong(axis -> op.from()[axis]).toArray();
    long[] to =
        Arrays.stream(axes).mapToLong(axis -> op.from()[axis] + node.output().size(axis)).toArray();
    result(
        node,
        axes.length == 0
            ? name(x)
            : onnx.node(
                "Slice",
                List.of(
                    name(x),
                    onnx.integers(from),
                    onnx.integers(to),
                    onnx.integers(Arrays.stream(axes).asLongStream().toArray()))));
  }

  @Override
  public void visit(Node node, PlaceOp.Concat op) {
    result(node, onnx.node("Concat", inputs(node), attribute("axis", op.axis())));
  }

  @Override
  public void visit(Node node, PlaceOp.Pad op) {
    Value x = node.input(0);
    int rank = x.rank();
    long[] pads = Arrays.copyOf(op.before(), 2 * rank);
    for (int i = 0; i < rank; i++) {
      pads[rank + i] = node.output().size(i) - x.size(i) - pads[i];
      if (shapes.grows(x, i) && (pads[i] != 0 || pads[rank + i] != 0)) {
        throw refusal("padding of the batch");
      }
    }
    result(node, onnx.node("Pad", List.of(name(x), onnx.integers(pads))));
  }

  /** ONNX knows images with the channels in front alone. */
  @Override
  public void visit(Node node, ImageOp.Convolution op) {
    List<String> operands = new ArrayList<>();
    operands.add(onnx.transpose(name(node.input(0)), TO_CHANNELS_FIRST));
    operands.add(kernel(node.input(1)));
    node.inputs().stream().skip(2).map(this::name).forEach(operands::add);
    List<AttributeProto> attributes = window(op.window());
    attributes.add(attribute("group", op.groups()));
    String y = onnx.node("Conv", operands, attributes.toArray(AttributeProto[]::new));
    result(node, onnx.transpose(y, TO_CHANNELS_LAST));
  }

  /** [kh, kw, C / groups, O] as [O, C / groups, kh, kw]. */
  private String kernel(Value kernel) {
    int[] axes = {3, 2, 0, 1};
    Optional<INDArray> known = tensors.array(kernel);
    return known.isPresent()
        ? onnx.tensor(tensors.name(kernel), known.get().permute(axes).dup('c'))
        : onnx.transpose(name(kernel), axes);
  }

  @Override
  public void visit(Node node, ImageOp.MaxPool op) {
    String x = onnx.transpose(name(node.input(0)), TO_CHANNELS_FIRST);
    AttributeProto[] attributes = window(op.window()).toArray(AttributeProto[]::new);
    result(node, onnx.transpose(onnx.node("MaxPool", List.of(x), attributes), TO_CHANNELS_LAST));
  }

  private static List<AttributeProto> window(Window window) {
    Window.Slide rows = window.rows();
    Window.Slide columns = window.columns();
    return new ArrayList<>(
        List.of(
            attribute("kernel_shape", LongStream.of(rows.size(), columns.size())),
            attribute("strides", LongStream.of(rows.stride(), columns.stride())),
            attribute("dilations", LongStream.of(rows.dilation(), columns.dilation())),
            // What a window never reaches is left out by rounding down, too.
            attribute(
                "pads",
                LongStream.of(
                    rows.before(),
                    columns.before(),
                    Math.max(0, rows.after()),
                    Math.max(0, columns.after())))));
  }

  @Override
  public void visit(Node node, Op.Stock op) {
    result(
        node,
        functions
            .stock(op.function(), inputs(node))
            .orElseThrow(() -> refusal("the op " + op.function().opName())));
  }

  @Override
  public void visit(Node node, MatrixOp.WeightGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, MatrixOp.LayerNormGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, MatrixOp.SoftmaxGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, MatrixOp.AttentionGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, ElementWiseOp.UnaryGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, ImageOp.ConvolutionInputGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, ImageOp.ConvolutionKernelGradient op) {
    throw gradient();
  }

  @Override
  public void visit(Node node, ImageOp.MaxPoolGradient op) {
    throw gradient();
  }

  private static IllegalArgumentException gradient() {
    return refusal("a gradient");
  }

  private static IllegalArgumentException refusal(String what) {
    return new IllegalArgumentException(
        what
            + " can't be written as ONNX; expected a forward pass of the ops that models are made of");
  }
}
