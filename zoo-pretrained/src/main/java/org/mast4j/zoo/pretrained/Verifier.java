package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Decides which bytes pass for an entry: by the published hash, else by the pin, else by asking.
 */
final class Verifier {
  private final Pins pins;

  Verifier(Path cache) {
    this.pins = new Pins(cache);
  }

  /** The hash that the file must have; empty if it is neither published nor pinned. */
  Optional<Sha256> trusted(PretrainedEntry entry, PretrainedFile file) throws IOException {
    return file.sha256().isPresent()
        ? file.sha256()
        : pins.of(entry, file).map(pin -> new Sha256(pin.sha256()));
  }

  /** Whether the local file is there and has the hash that it must have. */
  boolean verifies(Path local, PretrainedEntry entry, PretrainedFile file) throws IOException {
    Optional<Sha256> trusted = trusted(entry, file);
    return trusted.isPresent()
        && Files.isRegularFile(local)
        && Sha256.of(local).equals(trusted.get());
  }

  /** Asks about files without trusted hash, if there are any, and pins them. */
  void confirm(PretrainedEntry entry, List<Fingerprint> unknown, Confirmation confirmation)
      throws IOException {
    if (unknown.isEmpty()) {
      return;
    }
    if (!confirmation.accept(entry, List.copyOf(unknown))) {
      throw new UnconfirmedException(entry, unknown);
    }
    pins.add(entry, unknown);
  }

  /** What to say of a file that has another hash than it must have. */
  PretrainedException mismatch(
      String where, PretrainedEntry entry, PretrainedFile file, Fingerprint found)
      throws IOException {
    String problem = where + ": its SHA-256 is " + found.sha256() + ", expected ";
    if (file.sha256().isPresent()) {
      return new PretrainedException(
          problem + file.sha256().get() + ", which is published; it isn't used");
    }
    Pins.Pin pin = pins.of(entry, file).orElseThrow();
    return new PretrainedException(
        problem
            + pin.sha256()
            + ", which you confirmed on "
            + pin.date()
            + "; it isn't used; if the change is wanted, remove \""
            + Pins.key(entry, file.name())
            + "\" from "
            + pins.file()
            + " and confirm again");
  }
}
