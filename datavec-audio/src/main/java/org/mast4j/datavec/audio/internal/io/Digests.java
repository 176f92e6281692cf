package org.mast4j.datavec.audio.internal.io;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of contents. */
public final class Digests {
  private Digests() {}

  /** A new SHA-256, of nothing yet. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
