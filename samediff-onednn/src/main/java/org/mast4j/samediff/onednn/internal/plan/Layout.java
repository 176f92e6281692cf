package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mast4j.samediff.ir.ElementWiseOp;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.onednn.internal.memory.Factors;
import org.mast4j.samediff.onednn.internal.memory.Storage;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.mast4j.samediff.onednn.internal.step.CopyStep;
import org.mast4j.samediff.onednn.internal.step.FillStep;
import org.mast4j.samediff.onednn.internal.step.Step;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Where each value lies. Reshape, permute and slice are views of their input; and what a reshape,
 * permute, concatenation or padding reads is, where the kernel can, written to its place in the
 * result at once.
 */
final class Layout {
  private final Program program;
  private final List<Step> steps;
  private final Types types;
  private final Map<Value, StridedView> places = new HashMap<>();
  private final Map<Storage, Set<Value>> residents = new HashMap<>();
  private final Map<Copied, StridedView> copies = new HashMap<>();
  private final Set<Node> emitted = new HashSet<>();
  private final Set<Value> changing = new HashSet<>();

  /** A value that lies in another way, or type, too. */
  private record Copied(Value value, DataType type) {}

  Layout(Program program, List<Step> steps, Types types) {
    this.program = program;
    this.steps = steps;
    this.types = types;
    changing.addAll(program.placeholders().values());
  }

  Types types() {
    return types;
  }

  /** The one node that reads a value, if that is all that becomes of it. */
  Optional<Node> onlyReader(Value value) {
    return program.hasOneUser(value) ? Optional.of(value.users().get(0)) : Optional.empty();
  }

  boolean isPlaced(Value value) {
    return places.containsKey(value);
  }

  void place(Value value, StridedView view) {
    places.put(value, view);
    reside(value, view);
  }

  private void reside(Value value, StridedView view) {
    residents.computeIfAbsent(view.storage(), storage -> new HashSet<>()).add(value);
  }

  /** Says that a node has all its steps. */
  void emitted(Node node) {
    emitted.add(node);
    if (node.inputs().stream().anyMatch(this::isChanging)) {
      changing.addAll(node.outputs());
    }
  }

  /** Whether it depends on a call's inputs: others may be kept from call to call. */
  private boolean isChanging(Value value) {
    return changing.contains(value) || program.placeholders().isEmpty();
  }

  /**
   * Places what a node makes over what it reads, if nobody needs that afterwards; empty if somebody
   * does, or if what it makes has a better place.
   *
   * @param others what the node's kernel reads besides
   */
  Optional<StridedView> placeOver(Node node, Value old, Value value, List<StridedView> others) {
    StridedView place = view(old);
    if (place.type() != types.of(value)
        || isPlaced(value)
        || others.stream().anyMatch(other -> other.storage() == place.storage())
        || !isChanging(old)
        || !isLastReader(node, old)
        || !isFresh(candidate(value).view(), value)) {
      return Optional.empty();
    }
    place(value, place);
    return Optional.of(place);
  }

  /** Whether memory is a value's alone. */
  private boolean isFresh(StridedView view, Value value) {
    return !residents.containsKey(view.storage()) && view.storage().length() == value.length();
  }

  /** Whether nobody needs what lies in a value's storage once a node, which reads it, has run. */
  private boolean isLastReader(Node node, Value value) {
    Storage storage = view(value).storage();
    return storage.isScratch()
        && residents.get(storage).stream()
            .allMatch(
                resident ->
                    !program.isOutput(resident)
                        && resident.users().stream()
                            .allMatch(user -> user == node || isDone(user)));
  }

  /** A broadcast is postponed: it is read as long as it isn't made. */
  private boolean isDone(Node node) {
    return emitted.contains(node)
        && (!(node.op() instanceof ElementWiseOp.Broadcast) || isPlaced(node.output()));
  }

  /** Where a value lies, however irregularly. */
  StridedView view(Value value) {
    StridedView view = places.get(value);
    if (view == null) {
      throw new IllegalStateException("nothing has made " + value);
    }
    return view;
  }

  /** Where a value, or a copy of it, lies in FLOAT as a kernel can read it. */
  StridedView readable(Value value, Predicate<StridedView> fits) {
    return readable(value, DataType.FLOAT, fits);
  }

  /** The same in a type of the kernel's choice. */
  StridedView readable(Value value, DataType type, Predicate<StridedView> fits) {
    StridedView view = view(value);
    if (view.type() == type && fits.test(view)) {
      return view;
    }
    return copies.computeIfAbsent(
        new Copied(value, type),
        key -> {
          StridedView copy = StridedView.scratch(type, value.shape());
          copy(view, copy);
          reside(value, copy); // whoever asks for it again finds it there
          return copy;
        });
  }

  StridedView regular(Value value) {
    return readable(value, StridedView::isRegular);
  }

  StridedView dense(Value value) {
    return readable(value, StridedView::isDense);
  }

  StridedView dense(Value value, DataType type) {
    return readable(value, type, StridedView::isDense);
  }

  /** Dense, in whichever type it lies in. */
  StridedView denseAsIs(Value value) {
    return dense(value, view(value).type());
  }

  /** Dense, in a shape of the same number of elements. */
  StridedView dense(Value value, long... shape) {
    return dense(value).reshape(shape).orElseThrow();
  }

  /** Where the kernel that makes a value shall write it, if such a place fits the kernel. */
  StridedView destination(Value value, Predicate<StridedView> fits) {
    Candidate candidate = candidate(value);
    if (fits.test(candidate.view())) {
      candidate.commit();
      return candidate.view();
    }
    StridedView own = scratch(value);
    place(value, own);
    return own;
  }

  StridedView denseDestination(Value value) {
    return destination(value, StridedView::isDense);
  }

  StridedView denseDestination(Value value, long... shape) {
    return denseDestination(value).reshape(shape).orElseThrow();
  }

  /**
   * A place that a value could have.
   *
   * @param decisions the places of the values that it is part of, if it is taken
   */
  private record Candidate(StridedView view, List<Runnable> decisions) {
    void commit() {
      decisions.forEach(Runnable::run);
    }

    Candidate with(StridedView part, Runnable decision) {
      List<Runnable> all = new ArrayList<>(decisions);
      all.add(decision);
      return new Candidate(part, all);
    }
  }

  private Candidate candidate(Value value) {
    if (isPlaced(value)) {
      return new Candidate(view(value), List.of());
    }
    if (program.hasOneUser(value)) {
      Optional<Candidate> within = within(value, value.users().get(0));
      if (within.isPresent()) {
        return within.get();
      }
    }
    StridedView own = scratch(value);
    return new Candidate(own, List.of(() -> place(value, own)));
  }

  private StridedView scratch(Value value) {
    return StridedView.scratch(types.of(value), value.shape());
  }

  /** The value's place within what its only reader makes of it. */
  private Optional<Candidate> within(Value value, Node reader) {
    Value result = reader.output();
    if (reader.op() instanceof PlaceOp.Reshape) {
      Candidate whole = candidate(result);
      return whole
          .view()
          .reshape(value.shape())
          .map(view -> whole.with(view, () -> place(value, view)));
    }
    if (reader.op() instanceof PlaceOp.Permute permute) {
      Candidate whole = candidate(result);
      StridedView view = whole.view().permute(permute.inverse());
      return Optional.of(whole.with(view, () -> place(value, view)));
    }
    if (reader.op() instanceof PlaceOp.Concat concat) {
      long[] from = new long[value.rank()];
      for (Value before : reader.inputs().subList(0, reader.inputs().indexOf(value))) {
        from[concat.axis()] += before.size(concat.axis());
      }
      Candidate whole = candidate(result);
      return whole
          .view()
          .slice(from, value.shape())
          .map(view -> whole.with(view, () -> place(value, view)));
    }
    if (reader.op() instanceof PlaceOp.Pad pad) {
      Candidate whole = candidate(result);
      return whole
          .view()
          .slice(pad.before(), value.shape())
          .filter(view -> whole.view().isDense())
          .map(
              view ->
                  whole.with(
                      view,
                      () -> {
                        steps.add(new FillStep(whole.view()));
                        place(value, view);
                      }));
    }
    return Optional.empty();
  }

  /** Makes {@code value} the elements at {@code view}: no step unless it has a place already. */
  void alias(Value value, StridedView view) {
    if (!isPlaced(value)) {
      place(value, view);
    } else if (!view(value).isSame(view)) {
      copy(view, view(value));
    }
  }

  /** Adds a copy between any two views of one number of elements. */
  void copy(StridedView from, StridedView to) {
    List<List<StridedView.Factor>> cut =
        Factors.common(List.of(Factors.of(from, 0, from.rank()), Factors.of(to, 0, to.rank())))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no common axes of "
                            + Arrays.toString(from.shape())
                            + " and "
                            + Arrays.toString(to.shape())));
    steps.add(
        new CopyStep(
            from.withAxes(0, from.rank(), cut.get(0)), to.withAxes(0, to.rank(), cut.get(1))));
  }
}
