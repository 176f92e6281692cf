package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.pretrained.Fixture.MODEL;
import static org.mast4j.zoo.pretrained.Fixture.config;
import static org.mast4j.zoo.pretrained.Fixture.content;
import static org.mast4j.zoo.pretrained.Fixture.entry;
import static org.mast4j.zoo.pretrained.Fixture.known;
import static org.mast4j.zoo.pretrained.ScriptedServer.file;
import static org.mast4j.zoo.pretrained.ScriptedServer.http;
import static org.mast4j.zoo.pretrained.ScriptedServer.https;
import static org.mast4j.zoo.pretrained.ScriptedServer.redirect;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.ChildProcess;

/** Redirects of a server with https, whose certificate the test makes and trusts. */
class HttpsRedirectTest {
  private static final byte[] CONTENT = content(1);
  private static final PretrainedEntry ENTRY = entry(known(MODEL, CONTENT));

  @TempDir static Path keys;
  @TempDir Path cache;

  private static SSLContext before;
  private static SSLContext loopback;

  @BeforeAll
  static void trustTheLoopbackServer() throws Exception {
    char[] password = "loopback".toCharArray();
    Path file = keys.resolve("loopback.p12");
    List<String> keytool = new ArrayList<>(List.of(ChildJvm.tool("keytool").toString()));
    String of = "-genkeypair -alias loopback -keyalg EC -dname CN=localhost -ext san=dns:localhost";
    keytool.addAll(List.of(of.split(" ")));
    keytool.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    keytool.addAll(List.of("-storepass", new String(password)));
    ChildProcess.of(keytool).run().succeeded();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, password);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store);
    loopback = SSLContext.getInstance("TLS");
    loopback.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    before = SSLContext.getDefault();
    SSLContext.setDefault(loopback);
  }

  @AfterAll
  static void trustAsBefore() {
    SSLContext.setDefault(before);
  }

  @Test
  void anHttpsRedirectIsFollowed() throws Exception {
    try (ScriptedServer server =
        https(loopback.getServerSocketFactory(), redirect("/elsewhere"), file(CONTENT, "\"v1\""))) {
      assertThat(new WeightsStore(config(cache, server)).fetch(ENTRY).resolve(MODEL))
          .hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefused() throws Exception {
    try (ScriptedServer plain = http(file(CONTENT, "\"v1\""));
        ScriptedServer server =
            https(loopback.getServerSocketFactory(), redirect(plain.address() + "/model"))) {
      WeightsStore store = new WeightsStore(config(cache, server));

      assertThatThrownBy(() -> store.fetch(ENTRY))
          .isInstanceOf(PretrainedException.class)
          .hasMessageContaining(
              "redirects from https to " + plain.address() + "/model, which is refused");
      assertThat(plain.requests()).isEmpty();
    }
  }
}
