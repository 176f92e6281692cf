package org.mast4j.arbiter;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;

/**
 * One choice of what is searched: the value of an Arbiter candidate, which has to be serializable.
 *
 * @param values of the searched hyperparameters
 */
public record SearchPoint(TreeMap<Hyperparameter, Double> values) implements Serializable {

  /**
   * A copy of the base configuration with these values.
   *
   * @throws IllegalArgumentException if the configuration can't have them
   */
  public SsMastConfig on(SsMastConfig base) {
    SsMastConfig config = base;
    for (Map.Entry<Hyperparameter, Double> entry : values.entrySet()) {
      config = entry.getKey().set(config, entry.getValue());
    }
    return config;
  }

  /** The values by {@link Hyperparameter#key}. */
  public Map<String, Double> byKey() {
    Map<String, Double> byKey = new LinkedHashMap<>();
    values.forEach((parameter, value) -> byKey.put(parameter.key(), value));
    return byKey;
  }
}
