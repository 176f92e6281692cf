package org.mast4j.zoo.inference;

import java.util.ArrayList;
import java.util.List;
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
    return all(encoder, clips, EncoderGraph.POOLED);
  }

  /** Logits of a classifier, [n, classes]; clips as for {@link #pooled}. */
  public static INDArray logits(EncoderGraph classifier, List<Spectrogram> clips) {
    return all(classifier, clips, EncoderGraph.LOGITS);
  }

  /** The tokens that the embedding is made of, [n, N', D]; clips as for {@link #pooled}. */
  public static INDArray tokens(EncoderGraph encoder, List<Spectrogram> clips) {
    return all(encoder, clips, EncoderGraph.TOKENS);
  }

  private static INDArray all(EncoderGraph encoder, List<Spectrogram> clips, String output) {
    List<INDArray> parts = new ArrayList<>();
    run(
        encoder,
        output,
        clips.size(),
        (from, to, patches) -> put(clips.subList(from, to), encoder.config().grid(), patches),
        (from, part) -> parts.add(part.dup('c')));
    return joined(parts);
  }

  /** Rows of an output, as {@link #pooled} and {@link #logits} have them. */
  static List<float[]> rows(EncoderGraph encoder, List<Spectrogram> clips, String output) {
    try (INDArray all = all(encoder, clips, output)) {
      return List.of(all.toFloatMatrix());
    }
  }

  private static INDArray joined(List<INDArray> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    INDArray all = Nd4j.concat(0, parts.toArray(INDArray[]::new));
    parts.forEach(INDArray::close);
    return all;
  }

  /** {@link EncoderGraph#attention}, [n, H, W]; clips as for {@link #pooled}. */
  public static INDArray attention(EncoderGraph encoder, List<Spectrogram> clips) {
    List<INDArray> parts = new ArrayList<>();
    // One by one: the probabilities of all blocks are held at the same time.
    forEachBatch(encoder, clips, 1, (from, patches) -> parts.add(encoder.attention(patches)));
    return joined(parts);
  }

  /** Writes the patches of some clips of a batch. */
  @FunctionalInterface
  interface Source {
    void put(int from, int to, PatchArray patches);
  }

  /** Reads an output of some clips; the array is the graph's. */
  @FunctionalInterface
  interface Reader {
    void read(int from, INDArray output);
  }

  /** Runs clips through a graph, as many at a time as its attention allows. */
  static void run(EncoderGraph encoder, String output, int clips, Source source, Reader reader) {
    List<String> outputs = List.of(output);
    int batchSize = batchSize(encoder);
    for (int first = 0; first < clips; first += batchSize) {
      int from = first;
      int to = Math.min(clips, from + batchSize);
      encoder.run(
          outputs,
          to - from,
          input -> {
            PatchArray patches = PatchArray.on(input);
            source.put(from, to, patches);
            patches.finish();
          },
          results -> {
            reader.read(from, results.get(output));
            return to;
          });
    }
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
    put(clips, grid, patches);
    return patches.finish();
  }

  /** The same, written to an array of that shape, such as {@link EncoderGraph#run} gives. */
  public static void putPatches(List<Spectrogram> clips, PatchGrid grid, INDArray patches) {
    PatchArray array = PatchArray.on(patches);
    put(clips, grid, array);
    array.finish();
  }

  private static void put(List<Spectrogram> clips, PatchGrid grid, PatchArray patches) {
    IntStream.range(0, clips.size())
        .parallel()
        .forEach(i -> patches.put(i, Patches.extract(clips.get(i), grid)));
  }
}
