package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.onednn.internal.memory.Arena;
import org.mast4j.samediff.onednn.internal.memory.Storage;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/** A step without a plan, on memory of its own. */
final class PreparedStep {
  private PreparedStep() {}

  @SuppressWarnings("try") // both are left, not used
  static void run(Step step) {
    List<Storage> storages = new ArrayList<>();
    for (StridedView view : step.writes()) {
      view.storage().usedAt(0);
      storages.add(view.storage());
    }
    try (Arena arena = Arena.of(storages);
        PointerScope pointers = new PointerScope()) {
      step.prepare();
      Scratchpad.share(List.of(step));
      step.run();
      step.run(); // nothing is left over from a call before
    }
  }
}
