package org.mast4j.cli.bench;

import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.mast.MastConfig;

/**
 * Floating-point operations that the logits of an encoder take: those of matrix products and
 * convolutions, a multiplication and an addition counting as two. Each side's own are counted:
 * where AST's embedding is the mean of its class tokens, ours goes on with them alone in the last
 * block, and PyTorch's with all tokens.
 */
final class Flops {
  /** Gradients of a product are two products of its size. */
  private static final double TRAINING = 3;

  /** AST's class and distillation token. */
  private static final int CLASS_TOKENS = 2;

  private Flops() {}

  /**
   * Of one clip in this library, planned or not.
   *
   * @param training forward and backward, or else forward alone
   * @throws IllegalArgumentException if the encoder is neither AST nor MAST
   */
  static double ours(EncoderConfig encoder, boolean training) {
    boolean all = !(encoder instanceof AstConfig ast) || ast.pooling() != Pooling.CLASS_TOKENS;
    return of(encoder, training, all);
  }

  /** Of one clip in PyTorch. */
  static double theirs(EncoderConfig encoder, boolean training) {
    return of(encoder, training, true);
  }

  /**
   * The same.
   *
   * @param all whether all tokens leave AST's last block
   */
  private static double of(EncoderConfig encoder, boolean training, boolean all) {
    double forward;
    if (encoder instanceof AstConfig ast) {
      forward = ast(ast, all);
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

  private static double ast(AstConfig config, boolean all) {
    int tokens = config.grid().size() + CLASS_TOKENS;
    return product(config.grid().size(), config.grid().patchSize(), config.width())
        + (config.layers() - 1) * astBlock(config, tokens, tokens)
        + astBlock(config, tokens, all ? tokens : CLASS_TOKENS);
  }

  /** A block that goes on with {@code kept} of its tokens. */
  private static double astBlock(AstConfig config, int tokens, int kept) {
    int width = config.width();
    return product(kept, width, width) // queries
        + product(tokens, width, 2 * width) // keys and values
        + 2 * product(kept, width, tokens) // scores, and their mean of the values
        + product(kept, width, width)
        + 2 * product(kept, width, config.intermediateWidth());
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
