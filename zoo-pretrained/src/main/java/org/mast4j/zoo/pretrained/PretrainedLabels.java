package org.mast4j.zoo.pretrained;

import org.mast4j.settings.Require;

/**
 * Where the names of the classes are.
 *
 * @param file of the same entry that holds them: id2label of a config.json, display_name of a .csv
 * @param count how many there are
 */
public record PretrainedLabels(String file, int count) {
  public PretrainedLabels {
    Require.that(count >= 2, "labels count", count, "two or more");
  }
}
