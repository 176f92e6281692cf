package org.mast4j.zoo;

import com.fasterxml.jackson.annotation.JsonProperty;
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

  /** All tokens one after the other, [B, N' D]: only clips of the same size have as many. */
  @JsonProperty("tokens")
  TOKENS;

  /** How many values of a clip that is. */
  public int width(EncoderConfig config) {
    return switch (this) {
      case EMBEDDING -> config.outputWidth();
      case MEAN_DEVIATION -> 2 * config.outputWidth();
      case TOKENS -> tokens(config) * config.outputWidth();
    };
  }

  /** [B, width] of an encoding. */
  SDVariable of(EncoderConfig config, Encoding encoding) {
    return switch (this) {
      case EMBEDDING -> encoding.pooled();
      case MEAN_DEVIATION -> meanAndDeviation(config, encoding.tokens());
      case TOKENS -> encoding.tokens().reshape(-1, width(config));
    };
  }

  private static SDVariable meanAndDeviation(EncoderConfig config, SDVariable tokens) {
    SDIndex grid = SDIndex.interval(config.leadingTokens(), tokens(config));
    SDVariable ofGrid = tokens.get(SDIndex.all(), grid, SDIndex.all()); // [B, N, D]
    SDVariable mean = ofGrid.mean(true, 1); // [B, 1, D]
    SDVariable centred = ofGrid.sub(mean);
    SDVariable variance = centred.mul(centred).mean(1); // [B, D]
    return tokens
        .getSameDiff()
        .concat(
            1, mean.reshape(-1, config.outputWidth()), tokens.getSameDiff().math.sqrt(variance));
  }

  private static int tokens(EncoderConfig config) {
    List<BlockSize> blocks = config.blocks(TokenGrid.of(config.grid()));
    return config.leadingTokens() + blocks.get(blocks.size() - 1).output().size();
  }
}
