package org.mast4j.zoo.pretrained;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Weights are here whose hash nobody published and the user hasn't confirmed. What was downloaded
 * is kept, so that the next fetch with a {@link Confirmation} needs no second download.
 */
public final class UnconfirmedException extends PretrainedException {
  private static final long serialVersionUID = 1L;

  private final List<Fingerprint> files;

  UnconfirmedException(PretrainedEntry entry, List<Fingerprint> files) {
    super(
        entry.name()
            + ": no SHA-256 is published for "
            + files.stream().map(Fingerprint::toString).collect(Collectors.joining(", "))
            + "; compare with a source that you trust, then fetch again and confirm");
    this.files = List.copyOf(files);
  }

  /** What there is to confirm. */
  public List<Fingerprint> files() {
    return files;
  }
}
