package org.mast4j.zoo;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What an encoder computes.
 *
 * @param tokens [B, N', D], leading tokens first, behind the encoder's last norm where it has one
 * @param pooled [B, D], one embedding a clip, made of the tokens: what the architecture's own
 *     classifiers read
 */
public record Encoding(SDVariable tokens, SDVariable pooled) {}
