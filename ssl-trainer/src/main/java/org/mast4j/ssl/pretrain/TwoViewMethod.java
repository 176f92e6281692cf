package org.mast4j.ssl.pretrain;

import java.util.List;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.graph.GraphScope;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A method of one's own in one record: how views are made, and the loss of two views of each clip
 * in one graph, of which AdamW trains all parameters, with a warm-up over a tenth of the steps and
 * a cosine. The record's components are its settings; it is handed to a {@link Pretrainer} as it
 * is.
 *
 * <p>With a constructor without arguments, and listed in {@code META-INF/services} as a {@link
 * Method}, files and commands know it by its name; each component then has a {@code @Setting} with
 * its default.
 *
 * <p>What needs a teacher, several graphs or micro-batches is a {@link PretrainingMethod}.
 */
public interface TwoViewMethod extends MethodConfig, Method {
  /** At its peak. */
  double learningRate();

  /**
   * Adds the loss to the graph.
   *
   * @param scope of the parameters that it has beside the encoder's
   * @param first embeddings of one view of each clip, [B, D]
   * @param second embeddings of the other, [B, D]
   * @param width D
   * @return a scalar
   */
  SDVariable loss(GraphScope scope, SDVariable first, SDVariable second, int width);

  @Override
  default String method() {
    return name();
  }

  @Override
  default Class<? extends MethodConfig> configType() {
    return getClass();
  }

  @Override
  default boolean comparesViews() {
    return true;
  }

  @Override
  default List<Metric> metrics() {
    return TwoViewTraining.METRICS;
  }

  @Override
  default PretrainingMethod create(EncoderConfig encoder, int classes) {
    return new TwoViewTraining(encoder, this);
  }
}
