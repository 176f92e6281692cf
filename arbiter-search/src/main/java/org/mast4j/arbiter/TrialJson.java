package org.mast4j.arbiter;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.mast4j.arbiter.subject.Subject;

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
    json.set("config", trial.settings().map(Subject::toResult).orElse(null));
    return json.toString();
  }
}
