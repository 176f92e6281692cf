package org.mast4j.ssl.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.mast4j.zoo.weights.Weights;

/**
 * What a run was at one of its steps.
 *
 * @param step steps, epochs or other units of work that were done
 * @param arrays by name
 * @param notes short texts by name, which go into the file's header
 */
public record Snapshot(long step, Weights arrays, Map<String, String> notes) {
  public Snapshot {
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes)); // the same bytes each time
  }
}
