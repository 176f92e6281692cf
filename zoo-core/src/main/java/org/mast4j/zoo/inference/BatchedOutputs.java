package org.mast4j.zoo.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a graph puts out for any number of clips, which it sees a batch at a time. */
public final class BatchedOutputs {
  private static final int BATCH = 128;

  /**
   * The most patch pairs of a batch: attention holds a score for each of them and each head, a few
   * times over. 5 clips of AST's 1,212 patches take some 400 MB a copy.
   */
  private static final int PATCH_PAIRS = 1 << 23;

  private BatchedOutputs() {}

  /** One embedding a clip, [n, D]; the clips are normalised log-mels of the encoder's size. */
  public static INDArray pooled(EncoderGraph encoder, List<Spectrogram> clips) {
    return inBatches(encoder, clips, encoder::pooled);
  }

  /** Logits of a classifier, [n, classes]; clips as for {@link #pooled}. */
  public static INDArray logits(EncoderGraph classifier, List<Spectrogram> clips) {
    return inBatches(classifier, clips, classifier::logits);
  }

  /** The tokens that the embedding is made of, [n, N', D]; clips as for {@link #pooled}. */
  public static INDArray tokens(EncoderGraph encoder, List<Spectrogram> clips) {
    return inBatches(encoder, clips, encoder::tokens);
  }

  /** {@link EncoderGraph#attention}, [n, H, W]; clips as for {@link #pooled}. */
  public static INDArray attention(EncoderGraph encoder, List<Spectrogram> clips) {
    // One by one: the probabilities of all blocks are held at the same time.
    return inBatches(encoder, clips, 1, encoder::attention);
  }

  private static INDArray inBatches(
      EncoderGraph encoder, List<Spectrogram> clips, UnaryOperator<INDArray> run) {
    return inBatches(encoder, clips, batchSize(encoder), run);
  }

  private static INDArray inBatches(
      EncoderGraph encoder, List<Spectrogram> clips, int batchSize, UnaryOperator<INDArray> run) {
    List<INDArray> parts = new ArrayList<>();
    forEachBatch(encoder, clips, batchSize, (from, patches) -> parts.add(run.apply(patches)));
    if (parts.size() == 1) {
      return parts.get(0);
    }
    INDArray all = Nd4j.concat(0, parts.toArray(INDArray[]::new));
    parts.forEach(INDArray::close);
    return all;
  }

  /** Given a batch of clips. */
  @FunctionalInterface
  public interface Batches {
    /**
     * Uses a batch.
     *
     * @param from index of its first clip
     * @param patches [B, N, P], closed afterwards
     */
    void use(int from, INDArray patches);
  }

  /** Cuts clips into batches as large as the encoder's attention allows; clips as above. */
  public static void forEachBatch(EncoderGraph encoder, List<Spectrogram> clips, Batches batches) {
    forEachBatch(encoder, clips, batchSize(encoder), batches);
  }

  private static void forEachBatch(
      EncoderGraph encoder, List<Spectrogram> clips, int batchSize, Batches batches) {
    for (int from = 0; from < clips.size(); from += batchSize) {
      List<Spectrogram> batch = clips.subList(from, Math.min(clips.size(), from + batchSize));
      try (INDArray patches = patches(batch, encoder.config().grid())) {
        batches.use(from, patches);
      }
    }
  }

  private static int batchSize(EncoderGraph encoder) {
    long patches = encoder.config().grid().size();
    return (int) Math.max(1, Math.min(BATCH, PATCH_PAIRS / (patches * patches)));
  }

  /** The patches of a batch, [B, N, P]; its clips are got on all cores. */
  public static INDArray patches(List<Spectrogram> clips, PatchGrid grid) {
    PatchArray patches = new PatchArray(clips.size(), grid);
    IntStream.range(0, clips.size())
        .parallel()
        .forEach(i -> patches.put(i, Patches.extract(clips.get(i), grid)));
    return patches.finish();
  }
}
