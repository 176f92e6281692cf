package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.pretrained.Fixture.CALM;
import static org.mast4j.zoo.pretrained.Fixture.HASTY;
import static org.mast4j.zoo.pretrained.Fixture.MODEL;
import static org.mast4j.zoo.pretrained.Fixture.config;
import static org.mast4j.zoo.pretrained.Fixture.content;
import static org.mast4j.zoo.pretrained.Fixture.entry;
import static org.mast4j.zoo.pretrained.Fixture.hash;
import static org.mast4j.zoo.pretrained.Fixture.known;
import static org.mast4j.zoo.pretrained.Fixture.local;
import static org.mast4j.zoo.pretrained.Fixture.part;
import static org.mast4j.zoo.pretrained.Fixture.unknown;
import static org.mast4j.zoo.pretrained.ScriptedServer.cutAt;
import static org.mast4j.zoo.pretrained.ScriptedServer.file;
import static org.mast4j.zoo.pretrained.ScriptedServer.http;
import static org.mast4j.zoo.pretrained.ScriptedServer.raw;
import static org.mast4j.zoo.pretrained.ScriptedServer.redirect;
import static org.mast4j.zoo.pretrained.ScriptedServer.silence;
import static org.mast4j.zoo.pretrained.ScriptedServer.stallAt;
import static org.mast4j.zoo.pretrained.ScriptedServer.status;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that cut, stall and redirect, and how a download goes on. */
class DownloadTest {
  private static final byte[] CONTENT = content(1);
  private static final String TAG = "\"v1\"";
  private static final PretrainedEntry ENTRY = entry(known(MODEL, CONTENT));

  @TempDir Path cache;

  @Test
  void downloadsFromTheMirrorByTheAddressesPathAndQuery() throws IOException {
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      StoreConfig mirrored =
          config(cache, server).withMirror(URI.create(server.address() + "/hub/"));

      Path directory = new WeightsStore(mirrored).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests().get(0).target()).isEqualTo("/hub/nano/" + MODEL + "?dl=1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 100_000, 200_002})
  void goesOnAfterACut(int end) throws IOException {
    try (ScriptedServer server = http(cutAt(end, CONTENT, TAG), file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(2);
      assertThat(server.requests().get(1).rangeStart()).isLessThanOrEqualTo(end);
    }
  }

  @Test
  void theNextFetchGoesOnWhereTheLastOneGaveUp() throws IOException {
    Patience once = new Patience(CALM.connect(), CALM.stall(), 0, CALM.backOff());
    try (ScriptedServer server = http(cutAt(150_000, CONTENT, TAG), file(CONTENT, TAG))) {
      StoreConfig config = config(cache, server).withPatience(once);
      assertThatThrownBy(() -> new WeightsStore(config).fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContainingAll("gave up at try 1: ", "bytes are kept, fetch again");
      long kept = Files.size(part(cache, MODEL));
      assertThat(local(cache, MODEL)).doesNotExist();

      Path directory = new WeightsStore(config).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests().get(1).header("Range")).contains("bytes=" + kept + "-");
      assertThat(server.requests().get(1).header("If-Range")).contains(TAG);
    }
  }

  @Test
  void startsOverIfTheServerHasAnotherVersionNow() throws IOException {
    byte[] old = content(2);
    try (ScriptedServer server = http(cutAt(150_000, old, "\"v0\""), file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests().get(1).header("If-Range")).contains("\"v0\"");
    }
  }

  @Test
  void startsOverIfAServerSendsThePartOfAnotherVersion() throws IOException {
    ScriptedServer.Answer careless =
        raw(
            "HTTP/1.1 206 Partial Content\nContent-Range: bytes 150000-200002/200003\nETag: \"v2\"\n"
                + "Content-Length: 50003\nConnection: close",
            new byte[50_003]);
    try (ScriptedServer server = http(cutAt(150_000, CONTENT, TAG), careless, file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void startsOverIfTheServerIgnoresRanges() throws IOException {
    ScriptedServer.Answer whole =
        raw("HTTP/1.1 200 OK\nContent-Length: 200003\nConnection: close", CONTENT);
    try (ScriptedServer server = http(cutAt(150_000, CONTENT, TAG), whole)) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"weak\"", "bad tag"})
  void startsOverWithoutATagThatNamesTheBytes(String tag) throws IOException {
    try (ScriptedServer server = http(cutAt(150_000, CONTENT, tag), file(CONTENT, tag))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests().get(1).header("Range")).isEmpty();
    }
  }

  @Test
  void seesThatNothingWasMissing() throws IOException {
    Files.createDirectories(part(cache, MODEL).getParent());
    Files.write(part(cache, MODEL), CONTENT);
    Files.writeString(part(cache, MODEL).resolveSibling(MODEL + ".part.etag"), TAG);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void startsOverIfTheServersFileIsShorterThanWhatIsHere() throws IOException {
    Files.createDirectories(part(cache, MODEL).getParent());
    Files.write(part(cache, MODEL), new byte[300_000]);
    Files.writeString(part(cache, MODEL).resolveSibling(MODEL + ".part.etag"), TAG);
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void goesOnAfterAStall() throws IOException {
    try (ScriptedServer server = http(stallAt(100_000, CONTENT, TAG), file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server).withPatience(HASTY)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void saysThatTheServerStalls() throws IOException {
    Patience twice = new Patience(HASTY.connect(), HASTY.stall(), 1, HASTY.backOff());
    try (ScriptedServer server = http(stallAt(100_000, CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache, server).withPatience(twice));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageStartingWith(server.address() + "/nano/" + MODEL)
          .hasMessageContaining("gave up at try 2: nothing came for 50 ms; ");
      assertThat(part(cache, MODEL)).exists();
      assertThat(local(cache, MODEL)).doesNotExist();
    }
  }

  @Test
  void saysThatTheServerNeverAnswers() throws IOException {
    Patience once = new Patience(HASTY.stall(), HASTY.stall(), 0, HASTY.backOff());
    try (ScriptedServer server = http(silence())) {
      WeightsStore store = new WeightsStore(config(cache, server).withPatience(once));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining("gave up at try 1: no answer came");
    }
  }

  @Test
  void triesAgainWhenTheServerIsBusy() throws IOException {
    try (ScriptedServer server = http(status(503), status(500), status(429), file(CONTENT, TAG))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(4);
    }
  }

  @Test
  void aFileOfUnknownLengthIsTakenAsItComes() throws IOException {
    ScriptedServer.Answer unannounced = raw("HTTP/1.1 200 OK\nConnection: close", CONTENT);
    try (ScriptedServer server = http(unannounced)) {
      Path directory =
          new WeightsStore(config(cache, server))
              .fetch(entry(unknown(MODEL)), Confirmation.of(Set.of(hash(CONTENT))), Progress.NONE);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void followsRedirects() throws IOException {
    try (ScriptedServer content = http(file(CONTENT, TAG));
        ScriptedServer server =
            http(redirect("/elsewhere"), redirect(content.address() + "/signed?key=a%2Fb"))) {
      Path directory = new WeightsStore(config(cache, server)).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(server.requests())
          .extracting(ScriptedServer.Request::target)
          .endsWith("/elsewhere");
      assertThat(content.requests().get(0).target()).isEqualTo("/signed?key=a%2Fb");
    }
  }

  @Test
  void asksTheDefaultProxy() throws IOException {
    ProxySelector before = ProxySelector.getDefault();
    try (ScriptedServer proxy = http(file(CONTENT, TAG))) {
      ProxySelector.setDefault(ProxySelector.of(proxy.socketAddress()));
      StoreConfig config =
          StoreConfig.in(cache).withMirror(URI.create("http://mirror.invalid")).withPatience(CALM);

      Path directory = new WeightsStore(config).fetch(ENTRY);

      assertThat(directory.resolve(MODEL)).hasBinaryContent(CONTENT);
      assertThat(proxy.requests().get(0).target())
          .isEqualTo("http://mirror.invalid/nano/" + MODEL + "?dl=1");
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void anInterruptedFetchKeepsWhatCame() throws IOException {
    Progress interrupt =
        (file, done, total) -> {
          if (done > 0) {
            Thread.currentThread().interrupt();
          }
        };
    try (ScriptedServer server = http(file(CONTENT, TAG))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY, Confirmation.NONE, interrupt))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(PretrainedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(part(cache, MODEL)).isNotEmptyFile();
    }
  }
}
