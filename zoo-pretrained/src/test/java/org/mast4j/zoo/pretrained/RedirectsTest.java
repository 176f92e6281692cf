package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
  private static final URI FROM = URI.create("https://weights.invalid/a/model?dl=1");

  @ParameterizedTest
  @CsvSource({
    "b/other, https://weights.invalid/a/b/other",
    "/other?x=1, https://weights.invalid/other?x=1",
    "//elsewhere.invalid/other, https://elsewhere.invalid/other",
    "HTTPS://elsewhere.invalid/, HTTPS://elsewhere.invalid/",
  })
  void resolvesTheLocation(String location, String target) throws Exception {
    assertThat(Redirects.target(FROM, location(location))).hasToString(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "file:///etc/passwd", "ftp://weights.invalid/m", "https:///m", "http:// m"})
  void refusesWhatIsNoWebAddress(String location) {
    assertThatThrownBy(() -> Redirects.target(FROM, location(location)))
        .isInstanceOf(PretrainedException.class)
        .hasMessage(FROM + ": redirects to \"" + location + "\", no address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://weights.invalid/m", "HTTP://weights.invalid/m"})
  void refusesToLeaveHttps(String location) {
    assertThatThrownBy(() -> Redirects.target(FROM, location(location)))
        .isInstanceOf(PretrainedException.class)
        .hasMessageContaining("redirects from https to");
  }

  @Test
  void anHttpMirrorMayRedirectToHttp() throws Exception {
    URI mirror = URI.create("http://mirror.invalid/model");

    assertThat(Redirects.target(mirror, location("http://mirror.invalid/m")))
        .hasToString("http://mirror.invalid/m");
  }

  private static HttpHeaders location(String location) {
    return HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true);
  }
}
