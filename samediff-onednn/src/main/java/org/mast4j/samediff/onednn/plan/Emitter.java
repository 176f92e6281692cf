package org.mast4j.samediff.onednn.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.onednn.ir.Node;
import org.mast4j.samediff.onednn.ir.Op;
import org.mast4j.samediff.onednn.ir.Program;
import org.mast4j.samediff.onednn.ir.Value;
import org.mast4j.samediff.onednn.memory.View;
import org.mast4j.samediff.onednn.step.FillStep;
import org.mast4j.samediff.onednn.step.NormStep;
import org.mast4j.samediff.onednn.step.SoftmaxStep;
import org.mast4j.samediff.onednn.step.Step;
import org.mast4j.samediff.onednn.step.StockStep;
import org.nd4j.linalg.factory.Nd4j;

/** Turns each node of a program into steps on views. */
final class Emitter {
  private final Program program;
  private final List<Step> steps;
  private final Layout layout;
  private final ProductEmitter products;
  private final ElementWiseEmitter elementWise;
  private final ImageEmitter images;

  Emitter(Program program, List<Step> steps, Layout layout) {
    this.program = program;
    this.steps = steps;
    this.layout = layout;
    this.products = new ProductEmitter(steps, layout);
    this.elementWise = new ElementWiseEmitter(program, steps, layout, products);
    this.images = new ImageEmitter(steps, layout);
  }

  void emit(Node node) {
    Op op = node.op();
    if (!(op instanceof Op.Binary)) {
      node.inputs().forEach(elementWise::makeRepeated);
    }
    if (op instanceof Op.Reshape) {
      reshape(node);
    } else if (op instanceof Op.Permute permute) {
      layout.alias(node.output(), layout.view(node.input(0)).permute(permute.axes()));
    } else if (op instanceof Op.Slice slice) {
      slice(node, slice.from());
    } else if (op instanceof Op.Concat concat) {
      concat(node, concat.axis());
    } else if (op instanceof Op.Pad pad) {
      pad(node, pad.before());
    } else if (op instanceof Op.MatMul matMul) {
      products.matMul(node, matMul);
    } else if (op instanceof Op.WeightGradient) {
      products.weightGradient(node, program);
    } else if (op instanceof Op.Attention attention) {
      products.attention(node, attention);
    } else if (op instanceof Op.AttentionGradient gradient) {
      products.attentionGradient(node, gradient);
    } else if (op instanceof Op.Reduce reduce) {
      products.reduce(node, reduce);
    } else if (op instanceof Op.Broadcast) {
      elementWise.postpone(node);
    } else if (op instanceof Op.LayerNorm norm) {
      layerNorm(node, norm.epsilon());
    } else if (op instanceof Op.LayerNormGradient gradient) {
      layerNormGradient(node, gradient.epsilon());
    } else if (op instanceof Op.Softmax) {
      softmax(node);
    } else if (op instanceof Op.SoftmaxGradient) {
      softmaxGradient(node);
    } else if (op instanceof Op.Unary unary) {
      elementWise.unary(node, unary);
    } else if (op instanceof Op.UnaryGradient gradient) {
      elementWise.gradient(node, gradient);
    } else if (op instanceof Op.Binary binary) {
      elementWise.binary(node, binary.arithmetic());
    } else if (op instanceof Op.Sum) {
      elementWise.sum(node);
    } else if (op instanceof Op.Convolution convolution) {
      images.convolution(node, convolution);
    } else if (op instanceof Op.ConvolutionInputGradient gradient) {
      images.inputGradient(node, gradient);
    } else if (op instanceof Op.ConvolutionKernelGradient gradient) {
      images.kernelGradient(node, gradient);
    } else if (op instanceof Op.MaxPool pool) {
      images.maxPool(node, pool);
    } else if (op instanceof Op.MaxPoolGradient gradient) {
      images.maxPoolGradient(node, gradient);
    } else if (op instanceof Op.Stock stock) {
      stock(node, stock);
    }
  }

  private void reshape(Node node) {
    long[] shape = node.output().shape();
    Optional<View> view = layout.view(node.input(0)).reshape(shape);
    layout.alias(node.output(), view.orElseGet(() -> layout.dense(node.input(0), shape)));
  }

  private void slice(Node node, long[] from) {
    Value x = node.input(0);
    long[] size = node.output().shape();
    layout.alias(
        node.output(),
        layout
            .view(x)
            .slice(from, size)
            .orElseGet(() -> layout.regular(x).slice(from, size).orElseThrow()));
  }

  private void concat(Node node, int axis) {
    View whole = placed(node.output());
    long[] from = new long[whole.rank()];
    for (Value input : node.inputs()) {
      View part = whole.slice(from, input.shape()).orElseThrow();
      View view = layout.view(input);
      if (!view.isSame(part)) {
        layout.copy(view, part);
      }
      from[axis] += input.size(axis);
    }
  }

  private void pad(Node node, long[] before) {
    Value x = node.input(0);
    boolean filled = layout.isPlaced(node.output());
    View whole = placed(node.output());
    View part = whole.slice(before, x.shape()).orElseThrow();
    View view = layout.view(x);
    if (filled && view.isSame(part)) {
      return;
    }
    if (!whole.isDense()) { // a place within something else, which can't be zeroed at one go
      View own = View.scratch(node.output().shape());
      steps.add(new FillStep(own));
      layout.copy(view, own.slice(before, x.shape()).orElseThrow());
      layout.copy(own, whole);
      return;
    }
    steps.add(new FillStep(whole));
    layout.copy(view, part);
  }

  private View placed(Value value) {
    return layout.isPlaced(value) ? layout.view(value) : layout.destination(value, View::isRegular);
  }

  private void layerNorm(Node node, float epsilon) {
    long[] matrix = matrix(node.input(0));
    List<Value> results = node.outputs();
    boolean statistics = !results.get(1).users().isEmpty() || !results.get(2).users().isEmpty();
    View x = layout.dense(node.input(0), matrix);
    View gain = layout.dense(node.input(1));
    View bias = layout.dense(node.input(2));
    Optional<NormStep.Statistics> kept =
        statistics
            ? Optional.of(
                new NormStep.Statistics(
                    layout.denseDestination(results.get(1)),
                    layout.denseDestination(results.get(2))))
            : Optional.empty();
    View y = layout.denseDestination(results.get(0), matrix);
    steps.add(NormStep.forward(x, gain, bias, y, kept, epsilon));
  }

  private void layerNormGradient(Node node, float epsilon) {
    long[] matrix = matrix(node.input(0));
    NormStep.Statistics statistics =
        new NormStep.Statistics(layout.dense(node.input(3)), layout.dense(node.input(4)));
    View x = layout.dense(node.input(0), matrix);
    View gain = layout.dense(node.input(1));
    View dy = layout.dense(node.input(2)).reshape(matrix).orElseThrow();
    View dx = layout.denseDestination(node.outputs().get(0), matrix);
    View dgain = layout.denseDestination(node.outputs().get(1));
    View dbias = layout.denseDestination(node.outputs().get(2));
    steps.add(NormStep.backward(x, gain, dy, statistics, dx, dgain, dbias, epsilon));
  }

  private static long[] matrix(Value value) {
    return new long[] {value.length() / value.size(-1), value.size(-1)};
  }

  private void softmax(Node node) {
    long[] matrix = matrix(node.output());
    View x = layout.dense(node.input(0)).reshape(matrix).orElseThrow();
    steps.add(SoftmaxStep.forward(x, layout.denseDestination(node.output(), matrix)));
  }

  private void softmaxGradient(Node node) {
    long[] matrix = matrix(node.output());
    View y = layout.dense(node.input(0), matrix);
    View dy = layout.dense(node.input(1)).reshape(matrix).orElseThrow();
    steps.add(SoftmaxStep.backward(y, dy, layout.denseDestination(node.output(), matrix)));
  }

  private void stock(Node node, Op.Stock stock) {
    List<View> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      inputs.add(
          layout.isPlaced(input) || input.constant().isEmpty()
              ? wholeOrDense(input)
              : View.of(input.constant().get()));
    }
    List<View> outputs = new ArrayList<>();
    for (Value output : node.outputs()) {
      if (output.isFloat() && output.length() > 0) {
        outputs.add(layout.denseDestination(output));
      } else {
        View own = View.of(Nd4j.create(output.type(), output.shape()));
        layout.place(output, own);
        outputs.add(own);
      }
    }
    steps.add(new StockStep(stock.function(), inputs, outputs));
  }

  /** ND4J takes the graph's own arrays as they are. */
  private View wholeOrDense(Value value) {
    View view = layout.view(value);
    return view.isWhole() ? view : layout.dense(value);
  }
}
