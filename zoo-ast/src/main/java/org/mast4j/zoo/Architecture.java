package org.mast4j.zoo;

import java.util.Map;

/** A family of encoders, found by {@link java.util.ServiceLoader}; see {@link Architectures}. */
public interface Architecture {
  /** The value of "architecture" in config.json. */
  String name();

  /** The record that config.json's "encoder" holds. */
  Class<? extends EncoderConfig> configType();

  /** Presets by full name, "mast-small", in the order in which help lists them. */
  Map<String, ? extends EncoderConfig> presets();
}
