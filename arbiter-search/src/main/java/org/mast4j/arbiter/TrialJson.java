package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.PretrainingSettings;

/** Trials as JSON. */
final class TrialJson {
  private TrialJson() {}

  /** A line for each. */
  static String lines(List<Trial> trials) {
    return trials.stream().map(trial -> line(trial) + "\n").collect(Collectors.joining());
  }

  /** All of a trial in one line. */
  private static String line(Trial trial) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("index", trial.index());
    ObjectNode values = json.putObject("values");
    trial.values().forEach((key, value) -> values.putPOJO(key, value));
    json.put("score", trial.score().isPresent() ? (Double) trial.score().getAsDouble() : null);
    json.put("reached", trial.reached());
    json.put("failure", trial.failure().orElse(null));
    json.put("seconds", trial.seconds());
    json.set("config", trial.settings().map(TrialJson::config).orElse(null));
    return json.toString();
  }

  /**
   * Its settings as {@link PretrainingSettings} reads them: the encoder's if they were searched.
   */
  static String settings(Trial trial) {
    ObjectNode json = config(trial.settings().orElseThrow());
    trial.values().entrySet().stream()
        .filter(entry -> PretrainingSettings.isEncoders(entry.getKey()))
        .forEach(entry -> put(json, List.of(entry.getKey().split("\\.")).iterator(), entry));
    return json.toPrettyString() + "\n";
  }

  private static ObjectNode config(PretrainingSettings settings) {
    return Settings.toJson((Record) settings.method());
  }

  private static void put(
      ObjectNode parent, Iterator<String> path, Map.Entry<String, Object> entry) {
    String name = path.next();
    if (path.hasNext()) {
      put(parent.withObjectProperty(name), path, entry);
    } else {
      parent.putPOJO(name, entry.getValue());
    }
  }
}
