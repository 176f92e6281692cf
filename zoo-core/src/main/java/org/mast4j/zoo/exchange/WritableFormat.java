package org.mast4j.zoo.exchange;

import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;

/** A format in which models can be written too, so that its own library reads them. */
public interface WritableFormat extends CheckpointFormat {
  /** The library that reads it, as {@code --format} calls it: "transformers", "timm". */
  String library();

  /** Whether the encoder is of the format's family. */
  boolean isFor(EncoderConfig encoder);

  /**
   * The files of a model in this format; tensors keep their bits.
   *
   * @throws IllegalArgumentException if the format can't express the model, saying why
   */
  ExportedModel write(StoredModel model);
}
