package org.mast4j.zoo.exchange;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;

/**
 * Kernels of a patch embedding for other channels and patch sizes.
 *
 * <p>A resized kernel answers to a resized patch as the old one did to the patch: with R the matrix
 * that resizes a patch bicubically, the new kernel is {@code pinv(R^T) w}, over each axis in turn.
 * That is the "PI-resize" of FlexiViT (arXiv 2212.08013, section 3.4) and what timm's {@code
 * resample_patch_embed} does. Interpolating the kernel itself would multiply its response by the
 * ratio of the patch areas.
 */
public final class PatchKernel {
  /** The checkpoint key of both families' kernel. */
  public static final String KEY = "patch_embed.proj.weight";

  /** Keys' cubic convolution parameter, as in PyTorch's antialiased bicubic interpolation. */
  private static final double CUBIC = -0.5;

  /** Half the cubic's width, in samples of the coarser grid. */
  private static final double SUPPORT = 2;

  private PatchKernel() {}

  /**
   * The kernel for patches of another size; the same array if it has that size.
   *
   * @param kernel [D, 1, h, w]
   * @return [D, 1, mels, frames]
   */
  static INDArray resize(INDArray kernel, int mels, int frames) {
    return resizeAxis(resizeAxis(kernel, 2, mels), 3, frames);
  }

  /**
   * The kernel for a spectrogram of one that was trained on images: the sum over their channels,
   * which answers to one channel as the old one did to that channel in all of them (timm's rule for
   * {@code in_chans=1}, and YuanGongND/ast's).
   *
   * @param kernel [D, channels, h, w]
   * @return [D, 1, h, w]
   */
  public static INDArray toOneChannel(INDArray kernel) {
    return kernel.size(1) == 1 ? kernel : kernel.sum(true, 1);
  }

  /** What an import says of a model whose {@code channels} it summed. */
  public static String summed(int channels) {
    return channels + " channels of images: their patch kernels are summed";
  }

  private static INDArray resizeAxis(INDArray kernel, int axis, int size) {
    int old = (int) kernel.size(axis);
    if (old == size) {
      return kernel;
    }
    INDArray patchToNew = cubic(old, size);
    INDArray transposed = patchToNew.transpose().dup('c'); // [old, size]
    INDArray inverse =
        size > old
            ? InvertMatrix.pRightInvert(transposed, false)
            : InvertMatrix.pLeftInvert(transposed, false);
    return Interpolation.along(kernel, axis, inverse.castTo(kernel.dataType()));
  }

  /** Bicubic resizing with antialiasing as PyTorch's, [to, from]. */
  private static INDArray cubic(int from, int to) {
    INDArray matrix = Nd4j.zeros(DataType.DOUBLE, to, from);
    double scale = (double) from / to;
    double stretch = Math.max(scale, 1);
    for (int i = 0; i < to; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max((int) (centre - SUPPORT * stretch + 0.5), 0);
      int end = Math.min((int) (centre + SUPPORT * stretch + 0.5), from);
      double sum = 0;
      for (int j = first; j < end; j++) {
        sum += cubic((j + 0.5 - centre) / stretch);
      }
      for (int j = first; j < end; j++) {
        matrix.putScalar(i, j, cubic((j + 0.5 - centre) / stretch) / sum);
      }
    }
    return matrix;
  }

  private static double cubic(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
  }
}
