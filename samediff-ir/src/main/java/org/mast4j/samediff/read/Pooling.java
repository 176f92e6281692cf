package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.ir.Window;

/** Max pooling of NHWC images, explicitly padded and not dilated, and its gradient. */
final class Pooling {
  private static final int DATA_FORMAT = 10;
  private static final long NHWC = 1;

  private Pooling() {}

  static void register(Map<String, Translator> translators) {
    translators.put("maxpool2d", single(Pooling::forward));
    translators.put("maxpool2d_bp", single(Pooling::gradient));
  }

  private static Optional<Window> window(OpCall call) {
    boolean known =
        call.input(0).rank() == 4
            && call.integer(DATA_FORMAT) == NHWC
            && ImageWindows.isPaddedExplicitly(call)
            && !ImageWindows.isDilated(call);
    return known ? ImageWindows.read(call, call.input(0)) : Optional.empty();
  }

  private static Optional<Value> forward(OpCall call) {
    Value x = call.input(0);
    return window(call)
        .map(w -> call.add(new ImageOp.MaxPool(w), ImageWindows.slid(x, w, x.size(3)), x));
  }

  /** Inputs x, dy. */
  private static Optional<Value> gradient(OpCall call) {
    Value x = call.input(0);
    return window(call)
        .map(w -> call.add(new ImageOp.MaxPoolGradient(w), x.shape(), x, call.input(1)));
  }
}
