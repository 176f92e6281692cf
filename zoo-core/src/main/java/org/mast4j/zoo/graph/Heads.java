package org.mast4j.zoo.graph;

import org.mast4j.settings.Require;

/**
 * The heads of an attention.
 *
 * @param count how many
 * @param width d of each
 */
public record Heads(int count, int width) {
  public Heads {
    Require.positive("count", count);
    Require.positive("width", width);
  }

  /** As many heads over a token's width. */
  public static Heads over(int tokenWidth, int count) {
    return new Heads(count, tokenWidth / count);
  }

  /** The width of all heads together. */
  public int total() {
    return count * width;
  }
}
