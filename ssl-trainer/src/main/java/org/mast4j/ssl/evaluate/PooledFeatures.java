package org.mast4j.ssl.evaluate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An encoder's features of the same clips in several ways of pooling.
 *
 * @param byPooling [n, width] each; lacks {@link Pooling#TOKENS} if those take more than a GiB
 */
public record PooledFeatures(Map<Pooling, INDArray> byPooling) implements AutoCloseable {
  private static final long MAX_BYTES = 1L << 30;

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
    BatchedOutputs.forEachBatch(
        encoder,
        clips,
        (from, patches) -> {
          Map<String, INDArray> outputs =
              encoder
                  .graph()
                  .output(
                      Map.of(EncoderGraph.PATCHES, patches),
                      EncoderGraph.TOKENS,
                      EncoderGraph.POOLED);
          try (INDArray tokens = outputs.get(EncoderGraph.TOKENS);
              INDArray pooled = outputs.get(EncoderGraph.POOLED)) {
            for (Pooling pooling : poolings(clips.size(), tokens)) {
              try (INDArray batch =
                  pooling.apply(tokens, pooled, encoder.config().leadingTokens())) {
                features
                    .computeIfAbsent(
                        pooling, p -> Nd4j.create(DataType.FLOAT, clips.size(), batch.size(1)))
                    .get(NDArrayIndex.interval(from, from + batch.size(0)), NDArrayIndex.all())
                    .assign(batch);
              }
            }
          }
        });
    return new PooledFeatures(features);
  }

  private static List<Pooling> poolings(long clips, INDArray tokens) {
    long bytes = clips * tokens.size(1) * tokens.size(2) * Float.BYTES;
    return bytes <= MAX_BYTES
        ? List.of(Pooling.values())
        : List.of(Pooling.MEAN, Pooling.MEAN_DEVIATION);
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
