package org.mast4j.zoo.mast;

import java.util.ArrayList;
import java.util.List;
import org.mast4j.zoo.PerAxis;

/** The strides of all stages where a config gives those of the first ones. */
final class StageStrides {
  private StageStrides() {}

  /** MViTv2's for later stages: 2 x 2, but 1 x 1 in the first. */
  static List<PerAxis> ofQueries(List<PerAxis> given, int stages) {
    List<PerAxis> strides = first(given, stages);
    while (strides.size() < stages) {
      strides.add(PerAxis.square(strides.isEmpty() ? 1 : 2));
    }
    return List.copyOf(strides);
  }

  /** Those of keys and values beside each stage's queries, by {@link #adaptive}. */
  static List<PerAxis> ofKeys(List<PerAxis> given, List<PerAxis> queries) {
    List<PerAxis> strides = first(given, queries.size());
    while (strides.size() < queries.size()) {
      strides.add(adaptive(strides.get(strides.size() - 1), queries.get(strides.size())));
    }
    return List.copyOf(strides);
  }

  private static List<PerAxis> first(List<PerAxis> given, int stages) {
    return new ArrayList<>(given.subList(0, Math.min(given.size(), stages)));
  }

  /** A stage's key stride from the previous stage's (timm's {@code stride_kv_adaptive}). */
  static PerAxis adaptive(PerAxis keyStride, PerAxis queryStride) {
    if (Math.min(queryStride.rows(), queryStride.columns()) == 1) {
      return keyStride;
    }
    return new PerAxis(
        Math.max(keyStride.rows() / queryStride.rows(), 1),
        Math.max(keyStride.columns() / queryStride.columns(), 1));
  }
}
