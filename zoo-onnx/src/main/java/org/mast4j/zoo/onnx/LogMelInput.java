package org.mast4j.zoo.onnx;

import static org.mast4j.samediff.onnx.OnnxGraph.BATCH;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.onnx.OnnxGraph;

/**
 * From what a front end gives to what an encoder reads: normalised, and cut into patches as {@code
 * org.mast4j.datavec.audio.patch.Patches} does it, by rows and then by columns.
 */
final class LogMelInput {
  private final OnnxGraph onnx;
  private final FrontEndConfig frontEnd;
  private final PatchGrid grid;

  LogMelInput(OnnxGraph onnx, FrontEndConfig frontEnd, PatchGrid grid) {
    this.onnx = onnx;
    this.frontEnd = frontEnd;
    this.grid = grid;
  }

  /**
   * Adds an input [B, T, F], a raw spectrogram as the command {@code features} writes it.
   *
   * @return [B, N, P], the grid's patches
   */
  String patches(String input) {
    String spectrogram = onnx.input(input, BATCH, grid.frames(), grid.mels());
    String image = padded(onnx.transpose(normalised(spectrogram), 0, 2, 1)); // [B, F, T]
    long rows = grid.rows();
    long columns = grid.columns();
    long height = grid.patchMels();
    long length = grid.patchFrames();
    String ofRows = // [B, H*h, T]
        gather(image, 1, starts(grid.rows(), grid.strideMels(), grid.patchMels()));
    String ofBoth = // [B, H*h, W*w]
        gather(ofRows, 2, starts(grid.columns(), grid.strideFrames(), grid.patchFrames()));
    String split = onnx.reshape(ofBoth, BATCH, rows, height, columns, length);
    String patches = onnx.transpose(split, 0, 1, 3, 2, 4); // [B, H, W, h, w]
    return onnx.reshape(patches, BATCH, grid.size(), grid.patchSize());
  }

  /** (x - mean) / std, where that changes anything. */
  private String normalised(String x) {
    String centred =
        frontEnd.mean() == 0
            ? x
            : onnx.node("Sub", List.of(x, onnx.scalar((float) frontEnd.mean())));
    return frontEnd.std() == 1
        ? centred
        : onnx.node("Div", List.of(centred, onnx.scalar((float) frontEnd.std())));
  }

  private String padded(String image) {
    long mels = grid.paddingMels();
    long frames = grid.paddingFrames();
    return grid.hasPadding()
        ? onnx.node("Pad", List.of(image, onnx.integers(0, mels, frames, 0, mels, frames)))
        : image;
  }

  private String gather(String image, long axis, LongStream indices) {
    return onnx.node(
        "Gather",
        List.of(image, onnx.integers(indices.toArray())),
        OnnxGraph.attribute("axis", axis));
  }

  /** The places of all patches along an axis, one after the other. */
  private static LongStream starts(int patches, int stride, int size) {
    return IntStream.range(0, patches * size).mapToLong(i -> (i / size) * stride + i % size);
  }
}
