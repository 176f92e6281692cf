package org.mast4j.ssl.internal.data;

import java.util.List;

/** Which clips make the next batch. */
public interface BatchSampler {
  /** How many clips a batch has. */
  int batch();

  /** The indices of the next batch's clips. */
  List<Integer> next();
}
