package org.mast4j.zoo.pretrained;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import org.mast4j.settings.Require;

/**
 * One published file.
 *
 * @param name under which it is kept
 * @param address where it is published, https
 * @param sha256 of its bytes; empty where nobody published it, then the user's confirmation pins
 *     the hash of what came
 * @param size in bytes, where known
 */
public record PretrainedFile(String name, URI address, Optional<Sha256> sha256, OptionalLong size) {
  /** What the catalogue says in place of a hash that nobody published. */
  static final String UNKNOWN = "unknown";

  /**
   * @throws IllegalArgumentException if the name isn't a plain file name, the address not https, or
   *     the size not positive
   */
  public PretrainedFile {
    // No dot or separator in front: a name can't leave its directory, nor hide in it.
    Require.that(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
        "file name",
        '"' + name + '"',
        "letters, digits and . _ -");
    Require.that(
        "https".equals(address.getScheme()) && address.getHost() != null,
        "address",
        address + " of " + name,
        "an https address");
    Require.that(size.orElse(1) > 0, "size", size.orElse(1) + " of " + name, "a positive number");
  }

  /** As the catalogue writes it: an unknown hash is said, never left out by mistake. */
  @JsonCreator
  static PretrainedFile fromJson(
      @JsonProperty("name") String name,
      @JsonProperty("address") URI address,
      @JsonProperty("sha256") String sha256,
      @JsonProperty("size") OptionalLong size) {
    return new PretrainedFile(
        name,
        address,
        UNKNOWN.equals(sha256) ? Optional.empty() : Optional.of(new Sha256(sha256)),
        size);
  }
}
