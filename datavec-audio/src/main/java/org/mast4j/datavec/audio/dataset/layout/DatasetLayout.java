package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import org.mast4j.datavec.audio.AudioException;

/** How one published data set lies on disk, and how its authors split it. */
public interface DatasetLayout {

  /** What the command line calls it, as in {@code urbansound8k}. */
  String name();

  /** Data set, task and classes in a few words. */
  String title();

  /** How many folds it has to test on, each in turn; 1 where one split is fixed. */
  default int folds() {
    return 1;
  }

  /**
   * Lists the clips under a root, each with its classes and split.
   *
   * @param fold which fold to test on, from 1 to {@link #folds()}
   * @throws AudioException if the tree isn't as expected: what is missing, where, and which archive
   *     holds it
   */
  LayoutClips open(Path root, int fold) throws IOException;
}
