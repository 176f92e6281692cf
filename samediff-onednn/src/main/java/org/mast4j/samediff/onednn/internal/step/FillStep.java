package org.mast4j.samediff.onednn.internal.step;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** Sets a dense view to 0. */
public final class FillStep extends Step {
  private final StridedView view;
  private Pointer pointer = new Pointer();

  public FillStep(StridedView view) {
    super("zero", List.of(), List.of(view));
    this.view = view;
  }

  @Override
  public void prepare() {
    pointer = new Address(view.address());
  }

  @Override
  public void run() {
    Pointer.memset(pointer, 0, view.length() * view.type().width());
  }
}
