package org.mast4j.zoo.pretrained;

import java.net.URI;
import java.util.Objects;
import org.mast4j.settings.Require;

/**
 * A score as its authors published it.
 *
 * @param measure what was measured, with its unit: "mAP", "accuracy (%)"
 * @param data on which
 * @param value the score
 * @param source where it says so
 */
public record PublishedMetric(String measure, String data, double value, URI source) {
  public PublishedMetric {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(source, "source");
    Require.positive("metric", value);
  }
}
