package org.mast4j.zoo.graph;

/**
 * The heads of an attention.
 *
 * @param count how many
 * @param width d of each
 */
public record Heads(int count, int width) {
  public Heads {
    if (count < 1 || width < 1) {
      throw new IllegalArgumentException(
          "heads " + count + " x " + width + "; expected at least 1 x 1");
    }
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
