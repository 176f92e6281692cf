package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.zoo.mast.MastVariants;

/** What the REST end refuses, in one sentence, to go on serving; nothing is left behind. */
class StudioRefusalTest {
  private static final byte[] CLIP = Sound.wav(Served.tone(1, 440));

  /** 100 kB, 1 clip at once and 2 waiting, to arrive within 0.7 seconds. */
  private static final StudioLimits LIMITS =
      new StudioLimits(100_000, 10, 1, 2, Duration.ofMillis(700));

  @TempDir static Path folder;

  private static Served served;

  @BeforeAll
  static void start() throws Exception {
    served = Served.start(folder, MastVariants.nano(), Served.LABELS, LIMITS);
  }

  @AfterAll
  static void stop() throws Exception {
    Path inbox = served.studio().inboxFolder();
    served.close();
    assertThat(inbox).doesNotExist();
  }

  @AfterEach
  void goesOnServingAndKeepsNothing() throws Exception {
    assertThat(served.post("/api/clips", CLIP).statusCode()).isEqualTo(200);
    assertThat(served.received()).isEmpty();
  }

  private static void assertRefused(HttpResponse<String> response, int status, String sentence)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode json = Served.json(response);
    assertThat(json.get("error").asText()).contains(sentence).doesNotContain("\n", "Exception");
    assertThat(json).hasSize(1);
  }

  @Test
  void aClipThatIsTooLarge() throws Exception {
    byte[] large = new byte[3_000_000];
    String sentence = "the clip has more than 0.1 MB; cut it, or start studio with a larger";
    assertRefused(served.post("/api/clips", large), 413, sentence);
    HttpRequest chunked =
        HttpRequest.newBuilder(served.uri("/api/clips"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
            .build();
    assertRefused(
        Served.client().send(chunked, HttpResponse.BodyHandlers.ofString()), 413, sentence);
  }

  @Test
  void whatIsNoAudio() throws Exception {
    assertRefused(served.post("/api/clips", new byte[0]), 422, "an empty clip; send the bytes");
    byte[] text = "This is a letter, not a sound. ".repeat(50).getBytes(StandardCharsets.UTF_8);
    assertRefused(
        served.post("/api/clips?name=letter.wav", text),
        422,
        "letter.wav: not audio that can be decoded");
    assertRefused(
        served.post("/api/clips", CLIP, "Content-Type", "multipart/form-data; boundary=x"),
        415,
        "a body of type multipart/form-data; send an audio file's own bytes");
    byte[] torn = Arrays.copyOf(CLIP, 20_000);
    assertRefused(served.post("/api/clips?name=torn.wav", torn), 422, "torn.wav: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/studio.js/",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/api/neighbours/4/sound",
        "/api/neighbours/-1/sound",
        "/api/neighbours/../../model/config.json/sound",
        "/api/neighbours/sound",
        "/index.html%00"
      })
  void whatIsntServed(String path) throws Exception {
    String answer =
        served.raw(
            "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                .formatted(path, served.uri("/").getPort()));
    assertThat(answer).startsWith("HTTP/1.1 404 ").contains("{\"error\":\"nothing is served");
  }

  @ParameterizedTest
  @CsvSource({
    "Host: evil.example, ''",
    "Host: evil.example:PORT, ''",
    "Host: 127.0.0.1.evil.example:PORT, ''",
    "Host: 127.0.0.1:1, ''",
    "Host: 127.0.0.1:PORT, Origin: http://evil.example",
    "Host: 127.0.0.1:PORT, Origin: null",
    "Host: 127.0.0.1:PORT, Origin: http://127.0.0.1:1",
    "Host: 127.0.0.1:PORT, Origin: http://localhost:PORT",
    "Host: 127.0.0.1:PORT, Sec-Fetch-Site: cross-site",
    "Host: localhost:PORT, Sec-Fetch-Site: same-site"
  })
  void anotherSitesPage(String host, String more) throws Exception {
    for (String line : List.of("GET /api/neighbours/0/sound", "GET /", "POST /api/clips")) {
      String request =
          line + " HTTP/1.1\r\n" + host + "\r\n" + (more.isEmpty() ? "" : more + "\r\n");
      String port = String.valueOf(served.uri("/").getPort());
      String answer =
          served.raw(
              request.replace("PORT", port) + "Connection: close\r\nContent-Length: 0\r\n\r\n");
      assertThat(answer).as(line).startsWith("HTTP/1.1 403 ").contains("{\"error\":");
    }
  }

  @Test
  void theOwnPageAndLinksToItAreLetIn() throws Exception {
    String own = served.studio().address();
    assertThat(served.post("/api/clips", CLIP, "Origin", own).statusCode()).isEqualTo(200);
    String link =
        "GET / HTTP/1.1\r\nHost: localhost:%d\r\nSec-Fetch-Site: cross-site\r\n"
            + "Sec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n";
    assertThat(served.raw(link.formatted(served.uri("/").getPort()))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void everyAnswerIsForThisPageAlone() throws Exception {
    for (String path : List.of("/", "/studio.js", "/api/model", "/nothing")) {
      HttpResponse<String> response = served.get(path);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'self'", "frame-ancestors 'none'");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
          .contains("same-origin");
      assertThat(response.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
    }
  }

  @Test
  void questionsThatAreUnknown() throws Exception {
    assertRefused(
        served.post("/api/clips?tpo=3", CLIP),
        400,
        "unknown parameter \"tpo\"; expected some of [name, nearest, top, with]");
    assertRefused(
        served.post("/api/clips?top=0", CLIP),
        400,
        "top is \"0\"; expected a number from 1 to 100");
    assertRefused(
        served.post("/api/clips?with=sound,smell", CLIP),
        400,
        "with is \"smell\"; expected some of spectrogram, attention, sound");
    HttpResponse<String> get = served.get("/api/clips");
    assertRefused(get, 405, "GET isn't served there; use POST");
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    assertRefused(served.post("/", CLIP), 405, "POST isn't served there; use GET or HEAD");
  }

  /** One sends nothing after the headers, one a byte now and then. */
  @Test
  void clientsThatAreTooSlow() throws Exception {
    String head =
        "POST /api/clips HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 5000\r\n\r\nRIFF"
            .formatted(served.uri("/").getPort());
    assertThat(served.raw(head))
        .startsWith("HTTP/1.1 408 ")
        .contains("{\"error\":\"the clip didn't arrive within 0.7 s; send it faster");
    try (Socket socket = new Socket("127.0.0.1", served.uri("/").getPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      for (int i = 0; i < 12; i++) {
        Thread.sleep(50);
        socket.getOutputStream().write('x');
      }
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 408");
    }
  }

  @Test
  void clientsThatGoAway() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket("127.0.0.1", served.uri("/").getPort())) {
        socket
            .getOutputStream()
            .write(
                "POST /api/clips HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 5000\r\n\r\nRI"
                    .formatted(served.uri("/").getPort())
                    .getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    Thread.sleep(2 * LIMITS.patience().toMillis());
  }

  /** More at once than are taken: each gets an answer, and those that are turned away know when. */
  @Test
  void aHundredAtOnce() throws Exception {
    HttpClient client = Served.client();
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      asked.add(
          client.sendAsync(
              served.request("/api/clips", CLIP), HttpResponse.BodyHandlers.ofString()));
    }
    int served200 = 0;
    for (CompletableFuture<HttpResponse<String>> answer : asked) {
      HttpResponse<String> response = answer.get();
      if (response.statusCode() == 200) {
        served200++;
      } else {
        assertRefused(response, 503, "as many clips as it can take; try again in a second");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
      }
    }
    assertThat(served200).isBetween(3, 99);
  }

  @Test
  void aModelDirectoryThatChanges() throws Exception {
    Path config = served.directory().resolve("config.json");
    Path away = folder.resolve("config.json");
    Files.move(config, away);
    String sentence = "has changed since the studio read it, or is gone; start the studio again";
    assertRefused(served.post("/api/clips", CLIP), 409, sentence);
    assertThat(served.get("/").statusCode()).isEqualTo(200);
    Files.copy(away, config);
    assertRefused(served.post("/api/clips", CLIP), 409, sentence);
    Files.delete(config);
    Files.move(away, config);
  }

  /** Such as a file that a file manager leaves wherever it looks. */
  @Test
  void otherFilesOfTheModelDirectoryAreNoMatter() throws Exception {
    Path other = Files.createFile(served.directory().resolve(".DS_Store"));
    assertThat(served.post("/api/clips", CLIP).statusCode()).isEqualTo(200);
    Files.delete(other);
  }

  @Test
  void aNeighbourThatIsGone() throws Exception {
    Path file = served.clips().resolve("low/1600.wav");
    Path away = folder.resolve("1600.wav");
    Files.move(file, away);
    String sentence = "low/1600.wav: no such file; check the path";
    assertRefused(served.get("/api/neighbours/0/sound"), 404, sentence);
    assertRefused(served.post("/api/neighbours/0", new byte[0]), 404, sentence);
    Files.move(away, file);
  }
}
