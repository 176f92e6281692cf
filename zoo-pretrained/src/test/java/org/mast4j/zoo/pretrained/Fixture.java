package org.mast4j.zoo.pretrained;

import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Entries and files that the tests of this package publish on a {@link ScriptedServer}. */
final class Fixture {
  /** Long enough that no busy machine ever reaches it, nothing waits for it. */
  static final Patience CALM =
      new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60), 3, Duration.ZERO);

  /** Ends a stall at once; where the machine stalls by itself, the many retries go on. */
  static final Patience HASTY =
      new Patience(Duration.ofSeconds(60), Duration.ofMillis(50), 200, Duration.ZERO);

  static final String MODEL = "model.safetensors";

  private Fixture() {}

  /** Some 200 kB that compress badly and differ for each seed. */
  static byte[] content(long seed) {
    byte[] content = new byte[200_003];
    new Random(seed).nextBytes(content);
    return content;
  }

  static Sha256 hash(byte[] content) {
    try {
      return new Sha256(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A file whose hash is published, and its size. */
  static PretrainedFile known(String name, byte[] content) {
    return file(name, Optional.of(hash(content)), OptionalLong.of(content.length));
  }

  /** A file whose hash is published, but not its size. */
  static PretrainedFile unsized(String name, byte[] content) {
    return file(name, Optional.of(hash(content)), OptionalLong.empty());
  }

  /** A file of which nothing is published. */
  static PretrainedFile unknown(String name) {
    return file(name, Optional.empty(), OptionalLong.empty());
  }

  private static PretrainedFile file(String name, Optional<Sha256> sha256, OptionalLong size) {
    return new PretrainedFile(
        name, URI.create("https://weights.invalid/nano/" + name + "?dl=1"), sha256, size);
  }

  static PretrainedEntry entry(PretrainedFile... files) {
    return new PretrainedEntry(
        "nano",
        URI.create("https://weights.invalid/nano"),
        "Apache-2.0",
        PretrainedFormat.TIMM,
        new PretrainedModel("ast", Optional.of("ast-nano"), Optional.empty()),
        List.of(files),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static StoreConfig config(Path cache, ScriptedServer server) {
    return StoreConfig.in(cache).withMirror(server.address()).withPatience(CALM);
  }

  /** Where a verified file ends. */
  static Path local(Path cache, String name) {
    return cache.resolve("nano").resolve(name);
  }

  /** Where a file lies as long as it is incomplete. */
  static Path part(Path cache, String name) {
    return cache.resolve(WeightsStore.PARTS).resolve("nano").resolve(name + ".part");
  }
}
