package org.mast4j.datavec.audio.patch;

import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.mast4j.classpath.ClassPath;
import org.mast4j.settings.Require;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The patches of clips as one array [B, K, patch size]. They are copied whole into the host's
 * memory: ND4J's createFromArray sets element by element, and its concat wakes all its threads.
 */
public final class PatchArray {

  private final INDArray array;
  private final FloatPointer start;
  private final long clipSize;

  /** Of so many clips with all K = H*W patches, each of which {@link #put} must bring. */
  public PatchArray(int clips, PatchGrid grid) {
    this(clips, grid.size(), grid.patchSize());
  }

  /** Of so many clips with as many patches each, of that size. */
  public PatchArray(int clips, int patches, int patchSize) {
    this(create(clips, patches, patchSize));
  }

  private PatchArray(INDArray array) {
    this.array = array;
    this.start = new FloatPointer(array.data().pointer());
    this.clipSize = array.size(1) * array.size(2);
  }

  private static INDArray create(int clips, int patches, int patchSize) {
    ClassPath.requireNd4j();
    return Nd4j.createUninitialized(DataType.FLOAT, new long[] {clips, patches, patchSize}, 'c');
  }

  /** On a dense FLOAT array [B, K, patch size] that is there, such as an input of a graph. */
  public static PatchArray on(INDArray array) {
    return new PatchArray(array);
  }

  /**
   * Sets a clip's patches, [K, patch size]; several threads may, each for clips of its own.
   *
   * @throws IndexOutOfBoundsException if there is no such clip
   * @throws IllegalArgumentException if the patches are of another grid
   */
  public PatchArray put(int clip, float[] patches) {
    Objects.checkIndex(clip, array.size(0));
    Require.that(
        patches.length == clipSize,
        "patches",
        "of " + patches.length + " values",
        clipSize + " values");
    new FloatPointer(start).position(array.offset() + clip * clipSize).put(patches);
    return this;
  }

  /** The array, of which a GPU now knows that the host's memory is the newer. */
  public INDArray finish() {
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    return array;
  }
}
