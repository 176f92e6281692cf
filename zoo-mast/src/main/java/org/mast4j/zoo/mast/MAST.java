package org.mast4j.zoo.mast;

import org.mast4j.zoo.dl4j.SpectrogramTransformer;

/**
 * The Multiscale Audio Spectrogram Transformer (ICASSP 2023) as a DL4J zoo model: {@code
 * MAST.builder().preset("mast-small").numClasses(35).build().init()}.
 */
public final class MAST extends SpectrogramTransformer {
  private MAST(Builder builder) {
    super(builder);
  }

  /** Starts from {@link MastVariants#small}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the settings of a MAST. */
  public static final class Builder extends SpectrogramTransformer.Builder<Builder> {
    private Builder() {
      super(MastVariants.small());
    }

    @Override
    protected Builder self() {
      return this;
    }

    public MAST build() {
      return new MAST(this);
    }
  }
}
