package org.mast4j.zoo.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.mast4j.zoo.weights.Weights;

/**
 * A model in another library's layout.
 *
 * @param json its configuration files by name
 * @param weights under that library's keys
 * @param leftOut what the layout can't hold
 */
public record ExportedModel(Map<String, ObjectNode> json, Weights weights, List<LeftOut> leftOut) {
  public ExportedModel {
    json = Map.copyOf(json);
    leftOut = List.copyOf(leftOut);
  }
}
