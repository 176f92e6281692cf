package org.mast4j.arbiter.score;

/**
 * The accuracy on the validation clips of the candidate as a fine-tuned classifier, its mAP where
 * clips have several classes. The epoch is chosen on the same clips, so the score ranks candidates
 * and flatters each.
 */
public record FineTuned() implements Score {
  /** In a search's file. */
  public static final String NAME = "fine-tuned";

  @Override
  public String label() {
    return "fine-tuned score";
  }

  @Override
  public double of(TrainedCandidate candidate, SearchData data) {
    return candidate.fineTuned(data).score();
  }
}
