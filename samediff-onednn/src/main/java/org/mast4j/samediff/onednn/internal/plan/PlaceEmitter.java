package org.mast4j.samediff.onednn.internal.plan;

import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.FillStep;
import org.mast4j.samediff.onednn.internal.step.Step;

/** Moves elements, where a view of them isn't enough. */
final class PlaceEmitter {
  private final List<Step> steps;
  private final Layout layout;

  PlaceEmitter(List<Step> steps, Layout layout) {
    this.steps = steps;
    this.layout = layout;
  }

  void reshape(Node node) {
    long[] shape = node.output().shape();
    Optional<StridedView> view = layout.view(node.input(0)).reshape(shape);
    layout.alias(node.output(), view.orElseGet(() -> layout.dense(node.input(0), shape)));
  }

  void slice(Node node, PlaceOp.Slice op) {
    Value x = node.input(0);
    long[] size = node.output().shape();
    layout.alias(
        node.output(),
        layout
            .view(x)
            .slice(op.from(), size)
            .orElseGet(() -> layout.regular(x).slice(op.from(), size).orElseThrow()));
  }

  void concat(Node node, PlaceOp.Concat op) {
    StridedView whole = placed(node.output());
    long[] from = new long[whole.rank()];
    for (Value input : node.inputs()) {
      StridedView part = whole.slice(from, input.shape()).orElseThrow();
      StridedView view = layout.view(input);
      if (!view.isSame(part)) {
        layout.copy(view, part);
      }
      from[op.axis()] += input.size(op.axis());
    }
  }

  void pad(Node node, PlaceOp.Pad op) {
    Value x = node.input(0);
    boolean filled = layout.isPlaced(node.output());
    StridedView whole = placed(node.output());
    StridedView part = whole.slice(op.before(), x.shape()).orElseThrow();
    StridedView view = layout.view(x);
    if (filled && view.isSame(part)) {
      return;
    }
    if (!whole.isDense()) { // a place within something else, which can't be zeroed at one go
      StridedView own = StridedView.scratch(node.output().shape());
      steps.add(new FillStep(own));
      layout.copy(view, own.slice(op.before(), x.shape()).orElseThrow());
      layout.copy(own, whole);
      return;
    }
    steps.add(new FillStep(whole));
    layout.copy(view, part);
  }

  private StridedView placed(Value value) {
    return layout.isPlaced(value)
        ? layout.view(value)
        : layout.destination(value, StridedView::isRegular);
  }
}
