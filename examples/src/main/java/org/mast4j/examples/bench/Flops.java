package org.mast4j.examples.bench;

import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.mast.MastConfig;

/**
 * Floating-point operations that an encoder asks for: those of matrix products and convolutions, a
 * multiplication and an addition counting as two.
 */
final class Flops {
  /** Gradients of a product are two products of its size. */
  private static final double TRAINING = 3;

  private Flops() {}

  /**
   * Of one clip.
   *
   * @param training forward and backward, or else forward alone
   * @throws IllegalArgumentException if the encoder is neither AST nor MAST
   */
  static double of(EncoderConfig encoder, boolean training) {
    double forward;
    if (encoder instanceof AstConfig ast) {
      forward = ast(ast);
    } else if (encoder instanceof MastConfig mast) {
      forward = mast(mast);
    } else {
      throw new IllegalArgumentException("no count for " + encoder.architecture());
    }
    return training ? TRAINING * forward : forward;
  }

  /** [m, k] by [k, n]. */
  private static double product(double m, double k, double n) {
    return 2 * m * k * n;
  }

  private static double ast(AstConfig config) {
    int tokens = config.grid().size() + 2;
    int width = config.width();
    double block =
        product(tokens, width, 3 * width)
            + 2 * product(tokens, width, tokens) // scores, and their mean of the values
            + product(tokens, width, width)
            + 2 * product(tokens, width, config.intermediateWidth());
    return product(config.grid().size(), config.grid().patchSize(), width)
        + config.layers() * block;
  }

  /** For attention that widens in a stage's first block, as in all presets. */
  private static double mast(MastConfig config) {
    int width = config.widths().get(0);
    double flops = product(config.grid().size(), config.grid().patchSize(), width);
    double kernel = config.poolKernel().rows() * config.poolKernel().columns();
    TokenGrid tokens = TokenGrid.of(config.grid());
    for (int stage = 0; stage < config.depths().size(); stage++) {
      int out = config.widths().get(stage);
      for (int block = 0; block < config.depths().get(stage); block++) {
        TokenGrid queries =
            tokens.pooled(block == 0 ? config.queryStrides().get(stage) : PerAxis.square(1));
        TokenGrid keys = tokens.pooled(config.keyStrides().get(stage));
        flops += product(tokens.size(), width, 3 * out);
        flops += 2 * kernel * out * (queries.size() + 2 * keys.size());
        flops += 2 * product(queries.size(), out, keys.size());
        flops += product(queries.size(), out, keys.rows() + keys.columns()); // relative position
        flops += product(queries.size(), out, out);
        flops += width == out ? 0 : product(tokens.size(), width, out); // the shortcut
        flops += 2 * product(queries.size(), out, config.mlpRatio() * out);
        tokens = queries;
        width = out;
      }
    }
    return flops;
  }
}
