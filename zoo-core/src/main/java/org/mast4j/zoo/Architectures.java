package org.mast4j.zoo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;

/** The architectures and presets on the class path. */
public final class Architectures {
  private static final Map<String, Architecture> BY_NAME = new LinkedHashMap<>();

  static {
    ServiceLoader.load(Architecture.class).forEach(a -> BY_NAME.put(a.name(), a));
  }

  private Architectures() {}

  /**
   * The architecture of that name.
   *
   * @throws IllegalArgumentException if there is none on the class path
   */
  public static Architecture byName(String name) {
    Architecture architecture = BY_NAME.get(name);
    if (architecture == null) {
      throw new IllegalArgumentException(
          "architecture \"" + name + "\" is unknown; expected one of " + BY_NAME.keySet());
    }
    return architecture;
  }

  /** Every preset on the class path by its full name, "mast-small". */
  public static Map<String, EncoderConfig> presets() {
    Map<String, EncoderConfig> presets = new LinkedHashMap<>();
    BY_NAME.values().forEach(a -> presets.putAll(a.presets()));
    return presets;
  }

  /**
   * The preset of that full name.
   *
   * @throws IllegalArgumentException if there is none, naming those that exist
   */
  public static EncoderConfig preset(String name) {
    EncoderConfig config = presets().get(name);
    if (config == null) {
      throw new IllegalArgumentException(
          "encoder \"" + name + "\" is unknown; expected one of " + presets().keySet());
    }
    return config;
  }
}
