package org.mast4j.zoo;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What an encoder computes.
 *
 * @param tokens [B, N', D], leading tokens first, behind the encoder's last norm where it has one
 * @param pooled [B, D], one embedding a clip, made of the tokens: what the architecture's own
 *     classifiers read
 * @param stages the tokens that leave each stage, [B, n, D of the stage], leading ones first; the
 *     last are {@code tokens}. See {@link EncoderConfig#stageEnds}
 */
public record Encoding(SDVariable tokens, SDVariable pooled, List<SDVariable> stages) {
  public Encoding {
    stages = List.copyOf(stages);
  }
}
