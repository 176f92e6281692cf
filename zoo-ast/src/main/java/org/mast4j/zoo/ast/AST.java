package org.mast4j.zoo.ast;

import org.mast4j.zoo.dl4j.SpectrogramTransformer;

/**
 * The Audio Spectrogram Transformer (arXiv 2104.01778) as a DL4J zoo model: {@code
 * AST.builder().preset("ast-base").numClasses(35).build().init()}.
 */
public final class AST extends SpectrogramTransformer {
  private AST(Builder builder) {
    super(builder);
  }

  /** Starts from {@link AstVariants#base}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings of an AST. */
  public static final class Builder extends SpectrogramTransformer.Builder<Builder> {
    private Builder() {
      super(AstVariants.base());
    }

    @Override
    protected Builder self() {
      return this;
    }

    public AST build() {
      return new AST(this);
    }
  }
}
