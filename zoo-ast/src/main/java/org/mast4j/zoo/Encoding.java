package org.mast4j.zoo;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * What an encoder computes.
 *
 * @param tokens [B, N', D], after the last stage
 * @param pooled [B, D], one embedding a clip
 * @param features [B, D], what a classifier reads: {@code pooled}, or what the published
 *     classifiers of the architecture read in its place
 */
public record Encoding(SDVariable tokens, SDVariable pooled, SDVariable features) {}
