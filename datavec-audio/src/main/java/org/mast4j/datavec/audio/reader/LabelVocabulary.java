package org.mast4j.datavec.audio.reader;

import java.util.List;

/**
 * A label generator that knows all its classes. Readers take them in its order, also those of which
 * a split holds no clip, so that the readers of a training and a test split agree.
 */
public interface LabelVocabulary {

  /** The classes, in the order of their indices. */
  List<String> labels();
}
