package org.mast4j.testkit.zoo;

import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architecture;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Variant;

/** A family that the kit's own tests register. */
public final class ToyFamily implements Architecture {
  /** Patch embedding 256 x 8 + 8, one linear block 8 x 8 + 8. */
  static final Variant<Toy> NANO =
      new Variant<>("toy-nano", new Toy(PatchGrid.of(64, 96), 8), 2128, Optional.empty());

  @Override
  public String name() {
    return Toy.ARCHITECTURE;
  }

  @Override
  public Class<? extends EncoderConfig> configType() {
    return Toy.class;
  }

  @Override
  public FrontEndConfig frontEnd() {
    return FrontEndConfig.librosa();
  }

  @Override
  public List<Variant<Toy>> variants() {
    return List.of(NANO);
  }
}
