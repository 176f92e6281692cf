package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.mast4j.zoo.pretrained.Fixture.MODEL;
import static org.mast4j.zoo.pretrained.Fixture.config;
import static org.mast4j.zoo.pretrained.Fixture.content;
import static org.mast4j.zoo.pretrained.Fixture.entry;
import static org.mast4j.zoo.pretrained.Fixture.hash;
import static org.mast4j.zoo.pretrained.Fixture.known;
import static org.mast4j.zoo.pretrained.Fixture.local;
import static org.mast4j.zoo.pretrained.Fixture.unknown;
import static org.mast4j.zoo.pretrained.ScriptedServer.file;
import static org.mast4j.zoo.pretrained.ScriptedServer.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store keeps, trusts and returns. */
class WeightsStoreTest {
  private static final byte[] CONTENT = content(1);
  private static final byte[] OTHER = content(2);
  private static final String TAG = "\"v1\"";
  private static final PretrainedEntry KNOWN = entry(known(MODEL, CONTENT));
  private static final PretrainedEntry UNKNOWN = entry(unknown(MODEL));
  private static final Confirmation TRUSTED = Confirmation.of(Set.of(hash(CONTENT)));

  @TempDir Path temporary;

  private Path cache() {
    return temporary.resolve("cache");
  }

  @Test
  void makingAStoreTouchesNothing() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      new WeightsStore(config(cache(), server));

      assertThat(cache()).doesNotExist();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void downloadsOnce() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThat(store.fetch(KNOWN))
          .isEqualTo(store.fetch(KNOWN))
          .isEqualTo(cache().resolve("nano"));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void noFileIsInPlaceBeforeItVerifies() throws IOException {
    List<Long> seen = new ArrayList<>();
    Progress watch =
        (published, done, total) -> {
          assertThat(local(cache(), MODEL)).doesNotExist();
          assertThat(published.name()).isEqualTo(MODEL);
          assertThat(total).isEqualTo(OptionalLong.of(CONTENT.length));
          seen.add(done);
        };
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      new WeightsStore(config(cache(), server)).fetch(KNOWN, Confirmation.NONE, watch);

      assertThat(seen).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
    }
  }

  @Test
  void aFileThatChangedInTheCacheIsDownloadedAgain() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));
      store.fetch(KNOWN);
      Files.write(local(cache(), MODEL), OTHER);

      store.fetch(KNOWN);

      assertThat(local(cache(), MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aFileThatNobodyListedIsRefused() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));
      store.fetch(KNOWN);
      Files.write(local(cache(), "model.safetensors.index.json"), OTHER);

      assertThatThrownBy(() -> store.fetch(KNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("holds model.safetensors.index.json, which can't be verified");
    }
  }

  @Test
  void withoutPublishedHashItTellsWhatCameAndHowToConfirm() throws IOException {
    PretrainedEntry two = entry(unknown("config.json"), known(MODEL, CONTENT), unknown("vocab"));
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThatThrownBy(() -> store.fetch(two))
          .hasMessageContainingAll(
              "no SHA-256 is published for config.json (200003 bytes, SHA-256 " + hash(CONTENT),
              "vocab (200003 bytes",
              "fetch again and confirm")
          .asInstanceOf(type(UnconfirmedException.class))
          .extracting(UnconfirmedException::files)
          .isEqualTo(
              List.of(
                  new Fingerprint("config.json", hash(CONTENT), CONTENT.length),
                  new Fingerprint("vocab", hash(CONTENT), CONTENT.length)));
      assertThat(local(cache(), "config.json")).doesNotExist();
      assertThat(local(cache(), MODEL)).exists();
    }
  }

  @Test
  void aConfirmationPinsWithoutAnotherDownload() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));
      assertThatThrownBy(() -> store.fetch(UNKNOWN)).isInstanceOf(UnconfirmedException.class);

      store.fetch(UNKNOWN, TRUSTED, Progress.NONE);

      assertThat(store.fetch(UNKNOWN).resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(1);
      assertThat(cache().resolve("pins.json"))
          .content()
          .contains("nano/" + MODEL, hash(CONTENT).hex(), "200003", LocalDate.now().toString());
    }
  }

  @Test
  void aConfirmationOfOtherHashesAcceptsNothing() throws IOException {
    try (ScriptedServer server = http(file(OTHER, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThatThrownBy(() -> store.fetch(UNKNOWN, TRUSTED, Progress.NONE))
          .isInstanceOf(UnconfirmedException.class);
      assertThat(cache().resolve("pins.json")).doesNotExist();
    }
  }

  @Test
  void aPinnedFileThatChangedAtItsSourceIsRefused() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG), file(OTHER, "\"v2\""))) {
      WeightsStore store = new WeightsStore(config(cache(), server));
      store.fetch(UNKNOWN, TRUSTED, Progress.NONE);
      Files.delete(local(cache(), MODEL));

      assertThatThrownBy(() -> store.fetch(UNKNOWN, (asked, files) -> true, Progress.NONE))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(
              "its SHA-256 is " + hash(OTHER),
              "expected " + hash(CONTENT) + ", which you confirmed on ",
              "remove \"nano/" + MODEL + "\" from " + cache().resolve("pins.json"));
      assertThat(local(cache(), MODEL)).doesNotExist();
    }
  }

  @Test
  void withoutItsPinTheQuestionIsPutAgain() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));
      store.fetch(UNKNOWN, TRUSTED, Progress.NONE);
      Files.delete(cache().resolve("pins.json"));

      assertThatThrownBy(() -> store.fetch(UNKNOWN)).isInstanceOf(UnconfirmedException.class);
      assertThat(local(cache(), MODEL)).doesNotExist();
      store.fetch(UNKNOWN, TRUSTED, Progress.NONE);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void damagedPinsAreNamed() throws IOException {
    Files.createDirectories(cache());
    Files.writeString(cache().resolve("pins.json"), "{\"nano/model\": {\"sha256\": \"12\"}}");
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThatThrownBy(() -> store.fetch(UNKNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageStartingWith(cache().resolve("pins.json") + ": not the pins");
    }
  }

  @Test
  void theOfflineDirectoryIsUsedInPlaceOfTheNetwork() throws IOException {
    Path offline = temporary.resolve("offline");
    Files.createDirectories(offline.resolve("nano"));
    Files.write(offline.resolve("nano").resolve(MODEL), CONTENT);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server).withOffline(offline));

      assertThat(store.fetch(KNOWN)).isEqualTo(offline.resolve("nano"));
      assertThat(store.fetch(UNKNOWN, TRUSTED, Progress.NONE)).isEqualTo(offline.resolve("nano"));
      assertThat(store.fetch(UNKNOWN)).isEqualTo(offline.resolve("nano"));
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void theOfflineDirectoryIsVerifiedAndLeftAlone() throws IOException {
    Path offline = temporary.resolve("offline");
    Path model = offline.resolve("nano").resolve(MODEL);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server).withOffline(offline));

      assertThatThrownBy(() -> store.fetch(KNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(model.getParent() + ": misses " + MODEL, "mast4j.offline");

      Files.createDirectories(model.getParent());
      Files.write(model, OTHER);
      assertThatThrownBy(() -> store.fetch(KNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(model.toString(), hash(OTHER).hex(), hash(CONTENT).hex());
      assertThatThrownBy(() -> store.fetch(UNKNOWN)).isInstanceOf(UnconfirmedException.class);
      assertThat(model).hasBinaryContent(OTHER);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aCacheThatCantBeWrittenToIsOneSentence() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
    Files.createDirectory(
        cache(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThatThrownBy(() -> store.fetch(KNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(cache().toString(), "no permission", "set mast4j.cache");
    }
  }

  @Test
  void aFileInThePlaceOfTheCacheIsOneSentence() throws IOException {
    Files.write(cache(), CONTENT);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache(), server));

      assertThatThrownBy(() -> store.fetch(KNOWN))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining(cache().toString());
    }
  }
}
