package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.MatrixOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.NormStep;
import org.mast4j.samediff.onednn.internal.step.SoftmaxStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.mast4j.samediff.onednn.internal.step.StockStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Turns each node of a program into steps on views. */
final class Emitter implements Op.Visitor {
  private final Program program;
  private final List<Step> steps;
  private final Layout layout;
  private final ProductEmitter products;
  private final AttentionEmitter attention;
  private final ElementWiseEmitter elementWise;
  private final ImageEmitter images;
  private final PlaceEmitter places;

  Emitter(Program program, List<Step> steps, Layout layout, Weights weights) {
    this.program = program;
    this.steps = steps;
    this.layout = layout;
    this.products = new ProductEmitter(steps, layout, weights);
    this.attention = new AttentionEmitter(steps, layout);
    this.elementWise = new ElementWiseEmitter(program, steps, layout, products);
    this.images = new ImageEmitter(steps, layout);
    this.places = new PlaceEmitter(steps, layout);
  }

  void emit(Node node) {
    if (!products.isMade(node)) {
      if (!(node.op() instanceof ElementWiseOp.Binary)) {
        node.inputs().forEach(elementWise::makeRepeated);
      }
      node.op().accept(node, this);
    }
    layout.emitted(node);
  }

  @Override
  public void visit(Node node, MatrixOp.MatMul op) {
    products.matMul(node, op);
  }

  @Override
  public void visit(Node node, MatrixOp.WeightGradient op) {
    products.weightGradient(node, program);
  }

  @Override
  public void visit(Node node, MatrixOp.Attention op) {
    attention.plain(node, op);
  }

  @Override
  public void visit(Node node, MatrixOp.RelativeAttention op) {
    attention.relative(node, op);
  }

  @Override
  public void visit(Node node, MatrixOp.AttentionGradient op) {
    attention.gradient(node, op);
  }

  @Override
  public void visit(Node node, ElementWiseOp.Unary op) {
    elementWise.unary(node, op);
  }

  @Override
  public void visit(Node node, ElementWiseOp.UnaryGradient op) {
    elementWise.gradient(node, op);
  }

  @Override
  public void visit(Node node, ElementWiseOp.Binary op) {
    elementWise.binary(node, op.arithmetic());
  }

  @Override
  public void visit(Node node, ElementWiseOp.Sum op) {
    elementWise.sum(node);
  }

  @Override
  public void visit(Node node, ElementWiseOp.Reduce op) {
    products.reduce(node, op);
  }

  @Override
  public void visit(Node node, ElementWiseOp.Broadcast op) {
    elementWise.postpone(node);
  }

  @Override
  public void visit(Node node, PlaceOp.Reshape op) {
    places.reshape(node);
  }

  @Override
  public void visit(Node node, PlaceOp.Slice op) {
    places.slice(node, op);
  }

  @Override
  public void visit(Node node, PlaceOp.Concat op) {
    places.concat(node, op);
  }

  @Override
  public void visit(Node node, PlaceOp.Pad op) {
    places.pad(node, op);
  }

  @Override
  public void visit(Node node, PlaceOp.Permute op) {
    layout.alias(node.output(), layout.view(node.input(0)).permute(op.axes()));
  }

  @Override
  public void visit(Node node, ImageOp.Convolution op) {
    images.convolution(node, op);
  }

  @Override
  public void visit(Node node, ImageOp.ConvolutionInputGradient op) {
    images.inputGradient(node, op);
  }

  @Override
  public void visit(Node node, ImageOp.ConvolutionKernelGradient op) {
    images.kernelGradient(node, op);
  }

  @Override
  public void visit(Node node, ImageOp.MaxPool op) {
    images.maxPool(node, op);
  }

  @Override
  public void visit(Node node, ImageOp.MaxPoolGradient op) {
    images.maxPoolGradient(node, op);
  }

  @Override
  public void visit(Node node, MatrixOp.LayerNorm op) {
    long[] matrix = matrix(node.input(0));
    List<Value> results = node.outputs();
    boolean statistics = !results.get(1).users().isEmpty() || !results.get(2).users().isEmpty();
    StridedView x = layout.denseAsIs(node.input(0)).reshape(matrix).orElseThrow();
    StridedView gain = layout.dense(node.input(1));
    StridedView bias = layout.dense(node.input(2));
    Optional<NormStep.Statistics> kept =
        statistics
            ? Optional.of(
                new NormStep.Statistics(
                    layout.denseDestination(results.get(1)),
                    layout.denseDestination(results.get(2))))
            : Optional.empty();
    StridedView y = layout.denseDestination(results.get(0), matrix);
    steps.add(NormStep.forward(x, gain, bias, y, kept, op.epsilon()));
  }

  @Override
  public void visit(Node node, MatrixOp.LayerNormGradient op) {
    long[] matrix = matrix(node.input(0));
    NormStep.Statistics statistics =
        new NormStep.Statistics(layout.dense(node.input(3)), layout.dense(node.input(4)));
    StridedView x = layout.denseAsIs(node.input(0)).reshape(matrix).orElseThrow();
    StridedView gain = layout.dense(node.input(1));
    StridedView dy = layout.denseAsIs(node.input(2)).reshape(matrix).orElseThrow();
    StridedView dx = layout.denseDestination(node.outputs().get(0), matrix);
    StridedView dgain = layout.denseDestination(node.outputs().get(1));
    StridedView dbias = layout.denseDestination(node.outputs().get(2));
    steps.add(NormStep.backward(x, gain, dy, statistics, dx, dgain, dbias, op.epsilon()));
  }

  private static long[] matrix(Value value) {
    return new long[] {value.length() / value.size(-1), value.size(-1)};
  }

  @Override
  public void visit(Node node, MatrixOp.Softmax op) {
    long[] matrix = matrix(node.output());
    StridedView x = layout.denseAsIs(node.input(0)).reshape(matrix).orElseThrow();
    steps.add(SoftmaxStep.forward(x, layout.denseDestination(node.output(), matrix)));
  }

  @Override
  public void visit(Node node, MatrixOp.SoftmaxGradient op) {
    long[] matrix = matrix(node.output());
    DataType type = layout.types().of(node.output());
    StridedView y = layout.dense(node.input(0), type).reshape(matrix).orElseThrow();
    StridedView dy = layout.dense(node.input(1), type).reshape(matrix).orElseThrow();
    steps.add(SoftmaxStep.backward(y, dy, layout.denseDestination(node.output(), matrix)));
  }

  @Override
  public void visit(Node node, Op.Stock op) {
    List<StridedView> inputs = node.inputs().stream().map(this::wholeOrDense).toList();
    List<StridedView> outputs = new ArrayList<>();
    for (Value output : node.outputs()) {
      if (output.isFloat() && output.length() > 0) {
        outputs.add(layout.denseDestination(output));
      } else {
        StridedView own = StridedView.of(Nd4j.create(output.type(), output.shape()));
        layout.place(output, own);
        outputs.add(own);
      }
    }
    steps.add(new StockStep(op.function(), inputs, outputs));
  }

  /** ND4J takes the graph's own arrays as they are. */
  private StridedView wholeOrDense(Value value) {
    StridedView view = layout.view(value);
    return view.isWhole() ? view : layout.dense(value);
  }
}
