package org.mast4j.ssl.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the features of a DL4J batch hold of its clips: patches [B, N, P] as {@code
 * AudioRecordReader} gives them, log-mels [B, mels, frames] as a {@code
 * SequenceRecordReaderDataSetIterator} makes of {@code AudioSequenceRecordReader}, or images [B, 1,
 * mels, frames].
 *
 * @param grid the encoder's
 */
record ClipFeatures(PatchGrid grid) {

  /**
   * The log-mels, copies. Of patches, cells that the grid leaves out have the value of the last one
   * before them that it covers.
   *
   * @throws IllegalArgumentException naming the shape and those that could be
   */
  List<Spectrogram> logMels(INDArray features) {
    boolean patches = arePatches(features);
    if (!patches && !areImages(features)) {
      throw otherShape(features);
    }
    float[] values = features.dup('c').data().asFloat();
    int clips = Math.toIntExact(features.size(0));
    int size = values.length / clips;
    return IntStream.range(0, clips)
        .mapToObj(i -> patches ? Patches.assemble(values, grid, i * size) : image(values, i * size))
        .toList();
  }

  /** A copy from mels above frames to frames above mels. */
  private Spectrogram image(float[] values, int offset) {
    int frames = grid.frames();
    int mels = grid.mels();
    float[] rows = new float[frames * mels];
    for (int mel = 0; mel < mels; mel++) {
      for (int frame = 0; frame < frames; frame++) {
        rows[frame * mels + mel] = values[offset + mel * frames + frame];
      }
    }
    return new Spectrogram(rows, frames, mels);
  }

  /**
   * The patches [B, N, P], those given if they are patches.
   *
   * @throws IllegalArgumentException as {@link #logMels}
   */
  INDArray patches(INDArray features) {
    return arePatches(features) ? features : BatchedOutputs.patches(logMels(features), grid);
  }

  private boolean arePatches(INDArray features) {
    return hasShape(features, grid.size(), grid.patchSize());
  }

  private boolean areImages(INDArray features) {
    return hasShape(features, grid.mels(), grid.frames())
        || hasShape(features, 1, grid.mels(), grid.frames());
  }

  private static boolean hasShape(INDArray features, long... ofClip) {
    long[] shape = features.shape();
    return features.rank() == ofClip.length + 1
        && Arrays.equals(shape, 1, shape.length, ofClip, 0, ofClip.length);
  }

  private IllegalArgumentException otherShape(INDArray features) {
    return new IllegalArgumentException(
        ("features of shape %s; expected patches [any, %d, %d], log-mels [any, %d, %d] or images"
                + " [any, 1, %4$d, %5$d]: give the reader the model's front end and grid")
            .formatted(
                Arrays.toString(features.shape()),
                grid.size(),
                grid.patchSize(),
                grid.mels(),
                grid.frames()));
  }
}
