package org.mast4j.datavec.audio.dataset.layout;

import org.mast4j.datavec.audio.dataset.Split;

/** Data sets in folds: the given one tests, the next one validates, the others train. */
final class Folds {

  private Folds() {}

  /**
   * What a clip is used for.
   *
   * @param fold the clip's, from 1
   * @param testFold the one to test on
   * @param folds how many there are
   */
  static Split split(int fold, int testFold, int folds) {
    if (fold == testFold) {
      return Split.TEST;
    }
    return fold == testFold % folds + 1 ? Split.VALIDATION : Split.TRAIN;
  }
}
