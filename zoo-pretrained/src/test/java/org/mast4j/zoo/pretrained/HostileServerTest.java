package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mast4j.zoo.pretrained.Fixture.MODEL;
import static org.mast4j.zoo.pretrained.Fixture.config;
import static org.mast4j.zoo.pretrained.Fixture.content;
import static org.mast4j.zoo.pretrained.Fixture.entry;
import static org.mast4j.zoo.pretrained.Fixture.hash;
import static org.mast4j.zoo.pretrained.Fixture.known;
import static org.mast4j.zoo.pretrained.Fixture.local;
import static org.mast4j.zoo.pretrained.Fixture.part;
import static org.mast4j.zoo.pretrained.Fixture.unsized;
import static org.mast4j.zoo.pretrained.ScriptedServer.file;
import static org.mast4j.zoo.pretrained.ScriptedServer.http;
import static org.mast4j.zoo.pretrained.ScriptedServer.raw;
import static org.mast4j.zoo.pretrained.ScriptedServer.redirect;
import static org.mast4j.zoo.pretrained.ScriptedServer.silence;
import static org.mast4j.zoo.pretrained.ScriptedServer.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse, corrupt and lie. */
class HostileServerTest {
  private static final byte[] CONTENT = content(1);
  private static final String TAG = "\"v1\"";
  private static final PretrainedEntry ENTRY = entry(known(MODEL, CONTENT));

  @TempDir Path cache;

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 410})
  void asksOnceWhenTheServerRefuses(int status) throws IOException {
    try (ScriptedServer server = http(status(status), file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll("the server answered " + status, "mast4j.mirror");
      assertThat(server.requests()).hasSize(1);
      assertThat(store.fetch(ENTRY).resolve(MODEL)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void refusesAFileWithAFlippedBitAndDeletesIt() throws IOException {
    byte[] corrupt = CONTENT.clone();
    corrupt[123_456] ^= 1;
    try (ScriptedServer server = http(file(corrupt, TAG))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(hash(corrupt).hex(), "expected " + hash(CONTENT));
      assertThat(local(cache, MODEL)).doesNotExist();
      try (var left = Files.list(part(cache, MODEL).getParent())) {
        assertThat(left).extracting(path -> path.getFileName().toString()).containsExactly("lock");
      }
    }
  }

  @Test
  void refusesAFileOfAnotherAnnouncedSizeBeforeItComes() throws IOException {
    ScriptedServer.Answer announced =
        (request, client) -> {
          raw("HTTP/1.1 200 OK\nContent-Length: 9000000000\nConnection: close", new byte[0])
              .write(request, client);
          silence().write(request, client);
        };
    try (ScriptedServer server = http(announced)) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("announces 9000000000 bytes where the catalogue says 200003");
    }
  }

  @Test
  void stopsABodyOfUnannouncedLengthAtTheFilesSize() throws IOException {
    ScriptedServer.Answer endless =
        (request, client) -> {
          raw("HTTP/1.1 200 OK\nConnection: close", CONTENT).write(request, client);
          while (true) {
            client.getOutputStream().write(CONTENT);
          }
        };
    try (ScriptedServer server = http(endless)) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("sends more than 200003 bytes");
      assertThat(Files.size(part(cache, MODEL))).isZero();
    }
  }

  @Test
  void aTooSmallContentLengthDoesntVerify() throws IOException {
    ScriptedServer.Answer shortened =
        raw("HTTP/1.1 200 OK\nContent-Length: 1000\nConnection: close", CONTENT);
    PretrainedEntry unsized = entry(unsized(MODEL, CONTENT));
    try (ScriptedServer server = http(shortened)) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(unsized))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("its SHA-256 is");
    }
  }

  @Test
  void aTooLargeContentLengthIsACut() throws IOException {
    ScriptedServer.Answer longer =
        raw("HTTP/1.1 200 OK\nContent-Length: 200004\nConnection: close", CONTENT);
    PretrainedEntry unsized = entry(unsized(MODEL, CONTENT));
    try (ScriptedServer server = http(longer)) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(unsized))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("gave up at try 4: the connection broke");
    }
  }

  @Test
  void stopsARedirectLoop() throws IOException {
    try (ScriptedServer server = http(redirect("/again"))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("more than 10 redirects, the last to " + server.address());
      assertThat(server.requests()).hasSize(11);
    }
  }

  @Test
  void aFullDiskIsOneSentence() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a device that is always full");
    Files.createDirectories(part(cache, MODEL).getParent());
    Files.createSymbolicLink(part(cache, MODEL), full);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll(
              part(cache, MODEL) + ": can't be written", "make room, or set mast4j.cache");
      assertThat(server.requests()).hasSize(1);
    } finally {
      Files.delete(part(cache, MODEL));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\nContent-Length: many",
        "HTTP/1.1 200 OK\nContent-Length: -5",
        "HTTP/1.1 206 Partial Content\nContent-Range: bytes 5-9/many\nContent-Length: 0",
        "HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */0\nContent-Length: 0",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked",
        "HTTP/1.1 999999 OK",
        "SSH-2.0-OpenSSH_9.2",
      })
  void nonsenseIsOneSentence(String answer) throws IOException {
    try (ScriptedServer server = http(raw(answer, CONTENT))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageStartingWith(server.address() + "/nano/" + MODEL);
      assertThat(local(cache, MODEL)).doesNotExist();
    }
  }
}
