package org.mast4j.samediff.read;

import static org.mast4j.samediff.read.Translator.single;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.mast4j.samediff.ir.ImageOp;
import org.mast4j.samediff.ir.PlaceOp.Permute;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.ir.Window;

/** Max pooling of images, explicitly padded and not dilated, and its gradient. */
final class Pooling {
  private static final int DATA_FORMAT = 10;

  private Pooling() {}

  static void register(Map<String, Translator> translators) {
    translators.put("maxpool2d", single(Pooling::forward));
    translators.put("maxpool2d_bp", single(Pooling::gradient));
  }

  private static Permute images(OpCall call) {
    return ImageWindows.toNhwc(call.integer(DATA_FORMAT));
  }

  /** The images as NHWC; empty for a variant that ND4J must run. */
  private static Optional<Value> images(OpCall call, Value value) {
    boolean known =
        call.input(0).rank() == 4
            && ImageWindows.isPaddedExplicitly(call)
            && !ImageWindows.isDilated(call);
    return known ? Optional.of(ImageWindows.permuted(call, value, images(call))) : Optional.empty();
  }

  private static Optional<Value> forward(OpCall call) {
    return pooled(
        call, (w, x) -> call.add(new ImageOp.MaxPool(w), ImageWindows.slid(x, w, x.size(3)), x));
  }

  /** Inputs x, dy. */
  private static Optional<Value> gradient(OpCall call) {
    return pooled(
        call,
        (w, x) ->
            call.add(
                new ImageOp.MaxPoolGradient(w),
                x.shape(),
                x,
                ImageWindows.permuted(call, call.input(1), images(call))));
  }

  /** What is made of the window and the images, in the images' own order of axes. */
  private static Optional<Value> pooled(OpCall call, BiFunction<Window, Value, Value> pool) {
    return images(call, call.input(0))
        .flatMap(x -> ImageWindows.read(call, x).map(w -> pool.apply(w, x)))
        .map(y -> call.permute(y, images(call).inverse()));
  }
}
