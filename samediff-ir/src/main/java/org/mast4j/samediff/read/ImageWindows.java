package org.mast4j.samediff.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.PlaceOp.Permute;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.ir.Window;
import org.mast4j.samediff.ir.Window.Slide;

/**
 * Reads the arguments that ND4J's convolution and pooling ops of images have in common: for each
 * axis size, stride, padding and dilation, then the padding mode.
 */
final class ImageWindows {
  private static final int SIZE = 0;
  private static final int STRIDE = 2;
  private static final int PADDING = 4;
  private static final int DILATION = 6;
  private static final int MODE = 8;

  /** The values of {@link org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode}. */
  private static final long VALID = 0;

  private static final long SAME = 1;

  /** To NHWC, from NCHW and NHWC. */
  private static final List<Permute> IMAGES =
      List.of(new Permute(0, 2, 3, 1), new Permute(0, 1, 2, 3));

  private ImageWindows() {}

  /** The permutation that makes a program's images of a graph's; 0 is NCHW. */
  static Permute toNhwc(long dataFormat) {
    return IMAGES.get(dataFormat == 0 ? 0 : 1);
  }

  /** A permutation that the program has already serves again, and so does a copy made for it. */
  static Value permuted(OpCall call, Value value, Permute permute) {
    return value.users().stream()
        .filter(node -> node.op() instanceof Permute p && Arrays.equals(p.axes(), permute.axes()))
        .findFirst()
        .map(Node::output)
        .orElseGet(() -> call.permute(value, permute.axes()));
  }

  /** The window on NHWC images; empty for causal padding, and for what ND4J must refuse. */
  static Optional<Window> read(OpCall call, Value images) {
    return slide(call, 0, images.size(1))
        .flatMap(rows -> slide(call, 1, images.size(2)).map(columns -> new Window(rows, columns)));
  }

  static boolean isDilated(OpCall call) {
    return call.integer(DILATION) != 1 || call.integer(DILATION + 1) != 1;
  }

  /** Whether the padding is that of the arguments (ND4J's VALID). */
  static boolean isPaddedExplicitly(OpCall call) {
    return call.integer(MODE) == VALID;
  }

  private static Optional<Slide> slide(OpCall call, int axis, long length) {
    long size = call.integer(SIZE + axis);
    long stride = call.integer(STRIDE + axis);
    long dilation = call.integer(DILATION + axis);
    long mode = call.integer(MODE);
    if (size < 1 || stride < 1 || dilation < 1 || mode != VALID && mode != SAME) {
      return Optional.empty();
    }
    long extent = Slide.extent(size, dilation);
    long padding = call.integer(PADDING + axis);
    long places =
        mode == SAME
            ? (length + stride - 1) / stride
            : Math.floorDiv(length + 2 * padding - extent, stride) + 1;
    // Of an odd number of zeros, ND4J puts the one more behind. Where strides are so long that SAME
    // would begin within the image, it is left to ND4J.
    long reach = (places - 1) * stride + extent;
    long before = mode == SAME ? (reach - length) / 2 : padding;
    return places > 0 && before >= 0
        ? Optional.of(new Slide(size, stride, dilation, before, reach - length - before))
        : Optional.empty();
  }

  /** The shape of what a window makes of NHWC images, with so many channels. */
  static long[] slid(Value images, Window window, long channels) {
    return new long[] {
      images.size(0),
      window.rows().places(images.size(1)),
      window.columns().places(images.size(2)),
      channels
    };
  }
}
