package org.mast4j.zoo;

import java.util.List;
import java.util.Objects;
import org.mast4j.settings.Require;

/**
 * What a classifier on an encoder is made of.
 *
 * @param input what it reads
 * @param hidden layers before its last one
 * @param classes how many logits it gives
 */
public record HeadShape(HeadInput input, List<HiddenLayer> hidden, int classes) {
  public HeadShape {
    Objects.requireNonNull(input, "input");
    hidden = List.copyOf(hidden);
    Require.positive("classes", classes);
  }

  /** One linear layer on the encoder's embedding. */
  public static HeadShape linear(int classes) {
    return new HeadShape(HeadInput.EMBEDDING, List.of(), classes);
  }
}
