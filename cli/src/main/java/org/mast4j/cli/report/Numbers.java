package org.mast4j.cli.report;

import java.util.Optional;

/**
 * What a quickstart run measured on its test clips; accuracies are shares in [0, 1], NaN where a
 * step was not run.
 *
 * @param chance accuracy of always naming the largest class
 * @param probeLogMel accuracy of a linear probe on the mean log-mel spectrum
 * @param probeRandom accuracy of a linear probe on the encoder with random weights
 * @param probePretrained accuracy of a linear probe on the pre-trained encoder
 * @param gainLow lower end of the 95 % interval of probePretrained - probeRandom
 * @param gainHigh upper end of that interval
 * @param finetuneRandom accuracy of fine-tuning from random weights
 * @param finetunePretrained accuracy of fine-tuning from the pre-trained weights
 * @param seconds wall-clock time of the whole run
 * @param speedup of pre-training by the engine; empty if none was active
 */
public record Numbers(
    double chance,
    double probeLogMel,
    double probeRandom,
    double probePretrained,
    double gainLow,
    double gainHigh,
    double finetuneRandom,
    double finetunePretrained,
    double seconds,
    Optional<Speedup> speedup) {

  public Numbers {
    if (gainLow > gainHigh) {
      throw new IllegalArgumentException(
          "the interval's lower end " + gainLow + " lies above its upper end " + gainHigh);
    }
  }
}
