package org.mast4j.zoo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/** A family of encoders, found by {@link java.util.ServiceLoader}; see {@link Architectures}. */
public interface Architecture {
  /** The value of "architecture" in config.json. */
  String name();

  /** The record that config.json's "encoder" holds. */
  Class<? extends EncoderConfig> configType();

  /** What the family's published weights, or its paper, make spectrograms by. */
  FrontEndConfig frontEnd();

  /**
   * Brings the encoder of a config.json that an earlier version wrote up to date, before it is read
   * strictly: adds the fields that didn't exist then, with the values that keep the model the same.
   */
  default void upgrade(ObjectNode encoder) {}

  /** The presets, in the order in which help lists them. */
  List<? extends Variant<?>> variants();

  /** The presets by full name, "mast-small". */
  default Map<String, EncoderConfig> presets() {
    Map<String, EncoderConfig> presets = new LinkedHashMap<>();
    variants().forEach(variant -> presets.put(variant.name(), variant.config()));
    return presets;
  }
}
