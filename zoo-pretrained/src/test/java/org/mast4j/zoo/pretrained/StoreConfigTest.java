package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {
  private static final URI ADDRESS = URI.create("https://weights.invalid/a%2Fb/model?dl=1");

  @Test
  void withoutPropertiesTheCacheLiesUnderTheHomeDirectory() {
    StoreConfig config = StoreConfig.from(properties());

    assertThat(config).isEqualTo(StoreConfig.in(Path.of("/home/me/.cache/mast4j")));
    assertThat(config.resolve(ADDRESS)).isEqualTo(ADDRESS);
  }

  @Test
  void theSystemPropertiesAreTheDefault() {
    assertThat(StoreConfig.fromSystemProperties())
        .isEqualTo(StoreConfig.from(System.getProperties()));
  }

  @Test
  void propertiesSetCacheMirrorAndOfflineDirectory() {
    Properties properties = properties();
    properties.setProperty("mast4j.cache", "/data/cache");
    properties.setProperty("mast4j.mirror", "http://10.0.0.1:8080/hub");
    properties.setProperty("mast4j.offline", "/media/usb");

    assertThat(StoreConfig.from(properties))
        .isEqualTo(
            StoreConfig.in(Path.of("/data/cache"))
                .withMirror(URI.create("http://10.0.0.1:8080/hub"))
                .withOffline(Path.of("/media/usb")));
  }

  @ParameterizedTest
  @CsvSource({
    "https://mirror.invalid, https://mirror.invalid/a%2Fb/model?dl=1",
    "http://mirror.invalid:8080/hub//, http://mirror.invalid:8080/hub/a%2Fb/model?dl=1",
  })
  void aMirrorTakesThePlaceOfSchemeAndHost(String mirror, String target) {
    assertThat(StoreConfig.in(Path.of("c")).withMirror(URI.create(mirror)).resolve(ADDRESS))
        .hasToString(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mirror", "ftp://mirror.invalid", "https://m.invalid?a=b", "http://a b"})
  void aMalformedMirrorIsNamed(String mirror) {
    Properties properties = properties();
    properties.setProperty("mast4j.mirror", mirror);

    assertThatThrownBy(() -> StoreConfig.from(properties))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("mast4j.mirror \"" + mirror + "\"; expected an http or https");
  }

  @Test
  void patienceHasPositiveTimes() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new Patience(Duration.ZERO, second, 1, second))
        .hasMessage("connect PT0S; expected a positive time");
    assertThatThrownBy(() -> new Patience(second, second.negated(), 1, second))
        .hasMessage("stall PT-1S; expected a positive time");
    assertThatThrownBy(() -> new Patience(second, second, -1, second))
        .hasMessage("retries -1; expected 0 or more");
    assertThatThrownBy(() -> new Patience(second, second, 1, second.negated()))
        .hasMessage("backOff PT-1S; expected no negative time");
  }

  @Test
  void aUserWithoutAHomeNamesTheCache() {
    Properties properties = properties();
    properties.setProperty("user.home", "?");
    assertThatThrownBy(() -> StoreConfig.from(properties))
        .hasMessageContainingAll("user.home is \"?\"", "set -Dmast4j.cache=DIR");
    properties.setProperty(StoreConfig.CACHE_PROPERTY, "/cache");
    assertThat(StoreConfig.from(properties).cache()).isEqualTo(Path.of("/cache"));
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user.home", "/home/me");
    return properties;
  }
}
