package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;

/** What of an encoder's output a classifier reads. */
public enum HeadInput {
  /** The encoder's own embedding, [B, D]: {@link Encoding#pooled}. */
  @JsonProperty("embedding")
  EMBEDDING,

  /** Mean and standard deviation of the tokens without leading ones, [B, 2 D]. */
  @JsonProperty("mean-deviation")
  MEAN_DEVIATION,

  /**
   * Of each stage, the mean and the standard deviation over time of each row of the grid of its
   * tokens, [B, the sum of 2 H D]; of a grid of one column the mean alone. It keeps what pooling
   * over the whole grid loses: at which frequency, and what the first stages know.
   */
  @JsonProperty("stages")
  STAGES,

  /** All tokens one after the other, [B, N' D]: only clips of the same size have as many. */
  @JsonProperty("tokens")
  TOKENS;

  /** How many values of a clip that is. */
  public int width(EncoderConfig config) {
    return switch (this) {
      case EMBEDDING -> config.outputWidth();
      case MEAN_DEVIATION -> 2 * config.outputWidth();
      case STAGES -> stages(config).stream().mapToInt(s -> moments(s.output()) * rowWidth(s)).sum();
      case TOKENS -> tokens(config) * config.outputWidth();
    };
  }

  /** Mean and deviation, where there is more than one value over time. */
  private static int moments(TokenGrid grid) {
    return grid.columns() > 1 ? 2 : 1;
  }

  private static int rowWidth(BlockSize stage) {
    return stage.output().rows() * stage.outputWidth();
  }

  private static List<BlockSize> stages(EncoderConfig config) {
    return config.stages(TokenGrid.of(config.grid()));
  }

  /** [B, width] of an encoding. */
  SDVariable of(EncoderConfig config, Encoding encoding) {
    return switch (this) {
      case EMBEDDING -> encoding.pooled();
      case MEAN_DEVIATION -> meanAndDeviation(config, encoding.tokens());
      case STAGES -> ofStages(config, encoding);
      case TOKENS -> encoding.tokens().reshape(-1, width(config));
    };
  }

  private static SDVariable meanAndDeviation(EncoderConfig config, SDVariable tokens) {
    SDIndex grid = SDIndex.interval(config.leadingTokens(), tokens(config));
    SDVariable ofGrid = tokens.get(SDIndex.all(), grid, SDIndex.all()); // [B, N, D]
    SDVariable mean = ofGrid.mean(true, 1); // [B, 1, D]
    SDVariable deviation = deviation(ofGrid.sub(mean), 1); // [B, D]
    return tokens.getSameDiff().concat(1, mean.reshape(-1, config.outputWidth()), deviation);
  }

  /** The square root of the mean square along an axis. */
  private static SDVariable deviation(SDVariable centred, int axis) {
    SDVariable variance = centred.mul(centred).mean(axis);
    return centred.getSameDiff().math.sqrt(variance);
  }

  private static SDVariable ofStages(EncoderConfig config, Encoding encoding) {
    List<BlockSize> sizes = stages(config);
    List<SDVariable> features = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      BlockSize size = sizes.get(i);
      TokenGrid grid = size.output();
      int leading = config.leadingTokens();
      SDIndex ofGrid = SDIndex.interval(leading, leading + grid.size());
      SDVariable rows =
          encoding
              .stages()
              .get(i)
              .get(SDIndex.all(), ofGrid, SDIndex.all())
              .reshape(-1, grid.rows(), grid.columns(), size.outputWidth()); // [B, H, W, D]
      SDVariable mean = rows.mean(true, 2); // [B, H, 1, D]
      features.add(mean.reshape(-1, rowWidth(size)));
      if (moments(grid) > 1) {
        features.add(deviation(rows.sub(mean), 2).reshape(-1, rowWidth(size)));
      }
    }
    return encoding.tokens().getSameDiff().concat(1, features.toArray(SDVariable[]::new));
  }

  private static int tokens(EncoderConfig config) {
    List<BlockSize> blocks = config.blocks(TokenGrid.of(config.grid()));
    return config.leadingTokens() + blocks.get(blocks.size() - 1).output().size();
  }
}
