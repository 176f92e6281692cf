package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
      case STAGES -> stages(config).stream().mapToInt(HeadInput::rowsWidth).sum();
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
    SDVariable last = ofLastStage(config, encoding.tokens(), tokens -> encoding.pooled());
    if (this != STAGES) {
      return last;
    }
    List<BlockSize> sizes = stages(config);
    List<SDVariable> features = new ArrayList<>();
    for (int i = 0; i < sizes.size() - 1; i++) {
      features.add(rows(config, sizes.get(i), encoding.stages().get(i)));
    }
    features.add(last);
    return last.getSameDiff().concat(1, features.toArray(SDVariable[]::new));
  }

  /**
   * What is read of the last stage, of {@link #STAGES} behind what the others give.
   *
   * @param tokens [B, N', D]
   * @param pool the encoder's own
   */
  SDVariable ofLastStage(EncoderConfig config, SDVariable tokens, UnaryOperator<SDVariable> pool) {
    return switch (this) {
      case EMBEDDING -> pool.apply(tokens);
      case MEAN_DEVIATION -> meanAndDeviation(config, tokens);
      case STAGES -> {
        List<BlockSize> sizes = stages(config);
        yield rows(config, sizes.get(sizes.size() - 1), tokens);
      }
      case TOKENS -> tokens.reshape(-1, width(config));
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

  /**
   * What {@link #STAGES} reads of one stage.
   *
   * @param tokens [B, n, D of the stage]
   */
  static SDVariable rows(EncoderConfig config, BlockSize stage, SDVariable tokens) {
    TokenGrid grid = stage.output();
    int leading = config.leadingTokens();
    SDIndex ofGrid = SDIndex.interval(leading, leading + grid.size());
    SDVariable rows =
        tokens
            .get(SDIndex.all(), ofGrid, SDIndex.all())
            .reshape(-1, grid.rows(), grid.columns(), stage.outputWidth()); // [B, H, W, D]
    SDVariable mean = rows.mean(true, 2); // [B, H, 1, D]
    SDVariable means = mean.reshape(-1, rowWidth(stage));
    if (moments(grid) == 1) {
      return means;
    }
    SDVariable deviations = deviation(rows.sub(mean), 2).reshape(-1, rowWidth(stage));
    return tokens.getSameDiff().concat(1, means, deviations);
  }

  /** The width of that. */
  static int rowsWidth(BlockSize stage) {
    return moments(stage.output()) * rowWidth(stage);
  }

  private static int tokens(EncoderConfig config) {
    List<BlockSize> blocks = config.blocks(TokenGrid.of(config.grid()));
    return config.leadingTokens() + blocks.get(blocks.size() - 1).output().size();
  }
}
