package org.mast4j.ssl.lape;

import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.EncoderConfig;

/**
 * What is tried on the tasks.
 *
 * @param name in the table
 * @param encoder none of the baseline that has no model
 * @param hearing what it hears
 * @param weights a digest that tells trained weights from others; none of random ones, which each
 *     seed makes anew
 */
public record Contestant(
    String name, Optional<EncoderConfig> encoder, Hearing hearing, Optional<String> weights) {
  private static final String LOG_MEL = "mean log-mel";

  public Contestant {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(encoder, "encoder");
    Objects.requireNonNull(hearing, "hearing");
    Objects.requireNonNull(weights, "weights");
  }

  /** A checkpoint. */
  public static Contestant checkpoint(
      String name, EncoderConfig encoder, FrontEndConfig frontEnd, String digest) {
    return new Contestant(
        name, Optional.of(encoder), new Hearing(frontEnd, false), Optional.of(digest));
  }

  /** An encoder with random weights, which hears clips normalised by each task's own statistics. */
  public static Contestant random(String name, EncoderConfig encoder, FrontEndConfig frontEnd) {
    return new Contestant(
        name, Optional.of(encoder), new Hearing(frontEnd, true), Optional.empty());
  }

  /**
   * The mean of each of LAPE's 128 mel bins over time.
   *
   * @param frames of 10 ms, over which it goes
   */
  public static Contestant logMel(int frames) {
    return new Contestant(
        LOG_MEL,
        Optional.empty(),
        new Hearing(FrontEndConfig.librosa().withFrames(frames), false),
        Optional.empty());
  }

  /** The same encoder with random weights, hearing the same. */
  Contestant withRandomWeights(String newName) {
    return new Contestant(newName, encoder, hearing, Optional.empty());
  }

  /** Whether each seed gives another encoder. */
  public boolean isRandom() {
    return encoder.isPresent() && weights.isEmpty();
  }
}
