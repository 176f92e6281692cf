package org.mast4j.zoo;

import java.util.Optional;

/**
 * A row of an architecture's table of presets.
 *
 * @param name in full, "mast-small"
 * @param config the encoder
 * @param parameters exactly, without a classifier
 * @param timm what timm calls the same sizes, if it has them
 */
public record Variant<C extends EncoderConfig>(
    String name, C config, long parameters, Optional<String> timm) {}
