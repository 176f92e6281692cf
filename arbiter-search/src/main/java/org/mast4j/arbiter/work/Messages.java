package org.mast4j.arbiter.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;

/** What a runner and a worker's process say to each other, a line of JSON each. */
final class Messages {
  /** Before each line of a worker, as native libraries write to its output, too. */
  private static final String MARK = "\u0001mast4j ";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Messages() {}

  static String assignment(Assignment assignment) {
    Job job = assignment.job();
    ObjectNode json = object();
    json.put("number", job.number()).put("candidate", job.candidate());
    json.put("from", job.from()).put("to", job.to()).put("seen", job.seen());
    json.put("until", assignment.until());
    json.set("values", JSON.valueToTree(assignment.values()));
    json.put("folder", assignment.folder().toString());
    return json.toString();
  }

  static Assignment readAssignment(String line) {
    JsonNode json = tree(line);
    Job job =
        new Job(
            json.get("number").intValue(),
            json.get("candidate").intValue(),
            json.get("from").intValue(),
            json.get("to").intValue(),
            json.get("seen").intValue());
    Map<String, Object> values =
        JSON.convertValue(
            json.get("values"), new TypeReference<LinkedHashMap<String, Object>>() {});
    return new Assignment(
        job, json.get("until").intValue(), values, Path.of(json.get("folder").textValue()));
  }

  static String ready() {
    return marked(object().put("ready", true));
  }

  static String reached(int count) {
    return marked(object().put("reached", count));
  }

  static String scored(int count, double score) {
    return marked(object().put("scored", count).put("score", score));
  }

  static String ended(Outcome outcome, double seconds) {
    ObjectNode json = object().put("ended", seconds);
    outcome.score().ifPresent(score -> json.put("score", score));
    outcome.failure().ifPresent(reason -> json.put("failure", reason));
    return marked(json);
  }

  static String died(String reason) {
    return marked(object().put("died", reason));
  }

  /** What a line of a worker's output says; empty if it isn't the worker's own. */
  static Optional<WorkerEvent> readEvent(String line, Worker worker) {
    int mark = line.indexOf(MARK);
    return mark < 0
        ? Optional.empty()
        : Optional.of(event(tree(line.substring(mark + MARK.length())), worker));
  }

  private static WorkerEvent event(JsonNode json, Worker worker) {
    if (json.has("ready")) {
      return new WorkerEvent.Ready(worker);
    }
    if (json.has("reached")) {
      return new WorkerEvent.Reached(worker, json.get("reached").intValue());
    }
    if (json.has("scored")) {
      return new WorkerEvent.Scored(
          worker, json.get("scored").intValue(), json.get("score").doubleValue());
    }
    if (json.has("died")) {
      return new WorkerEvent.Died(worker, json.get("died").textValue());
    }
    Outcome outcome =
        json.has("score")
            ? Outcome.scored(json.get("score").doubleValue())
            : Outcome.failed(json.get("failure").textValue());
    return new WorkerEvent.Ended(worker, outcome, json.get("ended").doubleValue());
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String marked(ObjectNode json) {
    return MARK + json;
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a message: " + text, e);
    }
  }
}
