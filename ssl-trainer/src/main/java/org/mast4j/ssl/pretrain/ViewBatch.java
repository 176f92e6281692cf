package org.mast4j.ssl.pretrain;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.View;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Augmented views of clips, as patches: n of them, two of each clip or one.
 *
 * @param patches [n, K, P]; of two views a clip, the first ones above the second
 * @param kept [n, K] int, each patch's index in the full grid
 * @param masked [n, K], 1 for patches that the mask token replaces; empty if none are masked
 * @param labels [n, classes], what the views show of each class, 1 in all; empty for two views a
 *     clip, and if the labels aren't known
 */
public record ViewBatch(
    INDArray patches, INDArray kept, Optional<INDArray> masked, Optional<INDArray> labels)
    implements AutoCloseable {
  private static final String PATCHES = Graphs.PATCHES;
  private static final String KEPT = "kept";
  private static final String MASKED = "masked";
  private static final String LABELS = "labels";

  /** Views without labels. */
  public ViewBatch(INDArray patches, INDArray kept, Optional<INDArray> masked) {
    this(patches, kept, masked, Optional.empty());
  }

  /**
   * Two views of each clip of a batch, on all cores; each view draws from a generator of its own,
   * so that the result doesn't depend on the number of threads.
   *
   * @param clips B, with normalised log-mels of the grid's size
   * @param making how views are made
   */
  public static ViewBatch of(ClipSource clips, Views making, PatchGrid grid, long seed, long step) {
    return draw(TrainingClips.unlabelled(clips), 2, making, grid, seed, step);
  }

  /** One view of each clip, with what it shows of each class if the labels are known. */
  public static ViewBatch single(
      TrainingClips batch, Views making, PatchGrid grid, long seed, long step) {
    return draw(batch, 1, making, grid, seed, step);
  }

  private static ViewBatch draw(
      TrainingClips batch, int perClip, Views making, PatchGrid grid, long seed, long step) {
    ClipSource clips = batch.clips();
    int views = perClip * clips.size();
    int kept = making.patchDrop().kept(grid);
    int size = grid.patchSize();
    boolean masks = masks(making.patchDrop());
    PatchArray patches = new PatchArray(views, kept, size);
    int[] indices = new int[views * kept];
    float[] masked = new float[masks ? views * kept : 0];
    float[][] labels = new float[batch.targets().isEmpty() ? 0 : views][];
    IntStream.range(0, views)
        .parallel()
        .forEach(
            view -> {
              int clip = view % clips.size();
              View drawn = making.draw(clips, clip, grid, ClipRandom.at(seed, step, view));
              float[] extracted = new float[kept * size];
              drawn.extract(grid, extracted, 0);
              patches.put(view, extracted);
              System.arraycopy(drawn.patches().kept(), 0, indices, view * kept, kept);
              for (int patch : drawn.patches().masked()) {
                masked[view * kept + patch] = 1;
              }
              if (labels.length > 0) {
                labels[view] = batch.target(clip, drawn.mixed());
              }
            });
    return new ViewBatch(
        patches.finish(),
        Nd4j.createFromArray(indices).reshape(views, kept),
        masks ? Optional.of(Nd4j.createFromArray(masked).reshape(views, kept)) : Optional.empty(),
        labels.length > 0 ? Optional.of(Nd4j.createFromArray(labels)) : Optional.empty());
  }

  /** The same views with others of their patches masked, [n, K]. */
  public ViewBatch withMasked(INDArray newMasked) {
    return new ViewBatch(patches, kept, Optional.of(newMasked), labels);
  }

  /** Some of its rows, not copies: the views of a micro-batch. */
  public ViewBatch rows(long from, long to) {
    INDArrayIndex rows = NDArrayIndex.interval(from, to);
    return new ViewBatch(
        patches.get(rows),
        kept.get(rows),
        masked.map(array -> array.get(rows)),
        labels.map(array -> array.get(rows)));
  }

  /** Adds what an encoder reads of views to a graph, which {@link #inputs} then feeds. */
  public static PatchInput placeHolders(
      SameDiff graph, PatchGrid grid, PatchDrop drop, DataType type) {
    TokenGrid left = left(grid, drop);
    SDVariable patches = graph.placeHolder(PATCHES, type, -1, left.size(), grid.patchSize());
    SDVariable kept = graph.placeHolder(KEPT, DataType.INT, -1, left.size());
    Optional<SDVariable> masked =
        masks(drop)
            ? Optional.of(graph.placeHolder(MASKED, type, -1, left.size()))
            : Optional.empty();
    return new PatchInput(patches, left, Optional.of(kept), masked);
  }

  private static TokenGrid left(PatchGrid grid, PatchDrop drop) {
    int kept = drop.kept(grid);
    return drop.mode() == PatchDrop.Mode.FREE
        ? new TokenGrid(1, kept)
        : new TokenGrid(grid.rows(), kept / grid.rows());
  }

  private static boolean masks(PatchDrop drop) {
    return drop.mode() == PatchDrop.Mode.MASK;
  }

  /** The arrays by the names of {@link #placeHolders}, in a map that can be added to. */
  public Map<String, INDArray> inputs() {
    Map<String, INDArray> inputs = new HashMap<>();
    inputs.put(PATCHES, patches);
    inputs.put(KEPT, kept);
    masked.ifPresent(array -> inputs.put(MASKED, array));
    labels.ifPresent(array -> inputs.put(LABELS, array));
    return inputs;
  }

  /**
   * What gave these {@link #inputs}.
   *
   * @throws IllegalArgumentException naming an array that is missing
   */
  public static ViewBatch of(Weights inputs) {
    Map<String, INDArray> arrays = inputs.toMap();
    return new ViewBatch(
        inputs.get(PATCHES),
        inputs.get(KEPT),
        Optional.ofNullable(arrays.get(MASKED)),
        Optional.ofNullable(arrays.get(LABELS)));
  }

  /** Frees the native memory at once, which {@link #rows} share. */
  @Override
  public void close() {
    inputs().values().forEach(INDArray::close);
  }
}
