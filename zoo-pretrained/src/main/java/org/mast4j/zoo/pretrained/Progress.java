package org.mast4j.zoo.pretrained;

import java.util.OptionalLong;

/** Hears how a download goes, on the thread that fetches. */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (file, done, total) -> {};

  /**
   * Called for every piece that arrives.
   *
   * @param file that is being downloaded
   * @param done bytes on this machine, those of an earlier try included
   * @param total bytes of the whole file, if the catalogue or the server says so
   */
  void at(PretrainedFile file, long done, OptionalLong total);
}
