package org.mast4j.arbiter.score;

/**
 * The loss: of pre-training the mean of the last steps, of fine-tuning that on the validation
 * clips. One of pre-training compares candidates only where nothing that is searched changes what
 * it means, as temperature and batch do.
 */
public record Loss() implements Score {
  @Override
  public String label() {
    return "loss";
  }

  @Override
  public boolean minimize() {
    return true;
  }

  @Override
  public double of(TrainedCandidate candidate, SearchData data) {
    return candidate.loss();
  }
}
