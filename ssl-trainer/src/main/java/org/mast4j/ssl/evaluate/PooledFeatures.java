package org.mast4j.ssl.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An encoder's features of the same clips in several ways of pooling.
 *
 * @param byPooling [n, width] each; lacks {@link Pooling#TOKENS} and {@link Pooling#STAGES} where
 *     those take more than a GiB
 */
public record PooledFeatures(Map<Pooling, INDArray> byPooling) implements AutoCloseable {
  private static final long MAX_BYTES = 1L << 30;
  private static final Set<Pooling> ALWAYS = EnumSet.of(Pooling.MEAN, Pooling.MEAN_DEVIATION);

  public PooledFeatures {
    byPooling = Map.copyOf(byPooling);
  }

  /**
   * The features of clips, which the encoder sees once, a batch at a time.
   *
   * @param clips normalised log-mels of the encoder's size
   */
  public static PooledFeatures of(EncoderGraph encoder, List<Spectrogram> clips) {
    Map<Pooling, INDArray> features = new EnumMap<>(Pooling.class);
    List<Pooling> poolings = poolings(clips.size(), encoder.config());
    List<TokenGrid> grids =
        encoder.config().stages(TokenGrid.of(encoder.config().grid())).stream()
            .map(BlockSize::output)
            .toList();
    List<String> names = new ArrayList<>(List.of(EncoderGraph.POOLED));
    IntStream.range(0, grids.size() - 1).forEach(i -> names.add(EncoderGraph.STAGE + i));
    names.add(EncoderGraph.TOKENS);
    BatchedOutputs.forEachBatch(
        encoder,
        clips,
        (from, patches) -> {
          Map<String, INDArray> outputs =
              encoder.graph().output(Map.of(EncoderGraph.PATCHES, patches), names);
          List<Pooling.Stage> stages =
              IntStream.range(0, grids.size())
                  .mapToObj(i -> new Pooling.Stage(outputs.get(names.get(i + 1)), grids.get(i)))
                  .toList();
          Pooling.Output output =
              new Pooling.Output(
                  outputs.get(EncoderGraph.POOLED), stages, encoder.config().leadingTokens());
          for (Pooling pooling : poolings) {
            try (INDArray batch = pooling.apply(output)) {
              features
                  .computeIfAbsent(
                      pooling, p -> Nd4j.create(DataType.FLOAT, clips.size(), batch.size(1)))
                  .get(NDArrayIndex.interval(from, from + batch.size(0)), NDArrayIndex.all())
                  .assign(batch);
            }
          }
          outputs.values().forEach(INDArray::close);
        });
    return new PooledFeatures(features);
  }

  private static List<Pooling> poolings(long clips, EncoderConfig config) {
    return Arrays.stream(Pooling.values())
        .filter(
            pooling ->
                ALWAYS.contains(pooling)
                    || clips * pooling.input().width(config) * Float.BYTES <= MAX_BYTES)
        .toList();
  }

  /** Copies of the features of some of the clips. */
  public PooledFeatures of(int[] clips) {
    Map<Pooling, INDArray> chosen = new HashMap<>();
    byPooling.forEach((pooling, all) -> chosen.put(pooling, Nd4j.pullRows(all, 1, clips)));
    return new PooledFeatures(chosen);
  }

  @Override
  public void close() {
    byPooling.values().forEach(INDArray::close);
  }
}
