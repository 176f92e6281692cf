package org.mast4j.zoo.pretrained;

import java.util.List;
import java.util.Set;

/**
 * Asks whether files whose hash nobody published are the right ones. What is accepted is pinned:
 * from then on only these bytes pass.
 */
@FunctionalInterface
public interface Confirmation {
  /** Accepts nothing. */
  Confirmation NONE = (entry, files) -> false;

  /**
   * Whether all these files may be used.
   *
   * @param files of the entry that have neither a published hash nor a pin
   */
  boolean accept(PretrainedEntry entry, List<Fingerprint> files);

  /** Accepts files whose hashes the user got elsewhere. */
  static Confirmation of(Set<Sha256> trusted) {
    Set<Sha256> known = Set.copyOf(trusted);
    return (entry, files) -> files.stream().map(Fingerprint::sha256).allMatch(known::contains);
  }
}
