package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One page of a headless Chromium, driven by its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int GLANCE_MILLIS = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Chromium(Process process, Path profile) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page(profile), new Messages())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    call("Page.enable");
    call("Log.enable");
    call("Runtime.enable");
  }

  /** Starts it with a profile of its own; skips the test, visibly, where there is none. */
  static Chromium start(Path profile, String... options) throws Exception {
    Optional<Path> program =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "Chromium isn't on the PATH");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.get().toString(),
                "--headless=new",
                "--no-sandbox", // which root can't have
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    command.addAll(List.of(options));
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Files.createTempFile(profile, "chromium", ".log").toFile())
            .start();
    try {
      return new Chromium(process, profile);
    } catch (Exception | Error e) {
      process.destroyForcibly().waitFor();
      throw e;
    }
  }

  /** The address of its first page, once it listens. */
  private static URI page(Path profile) throws Exception {
    Path port = profile.resolve("DevToolsActivePort");
    until("Chromium listens", () -> Files.exists(port) && Files.size(port) > 0);
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
    HttpResponse<String> pages =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString());
    for (JsonNode target : JSON.readTree(pages.body())) {
      if (target.get("type").asText().equals("page")) {
        return URI.create(target.get("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("no page in " + pages.body());
  }

  /** Puts the parts of messages together, and gives answers to those who wait. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        receive(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void receive(String message) {
    JsonNode json;
    try {
      json = JSON.readTree(message);
    } catch (IOException e) {
      complaints.add(message);
      return;
    }
    if (json.has("id")) {
      answers.get(json.get("id").asInt()).complete(json);
    } else if (json.path("method").asText().equals("Runtime.exceptionThrown")
        || json.at("/params/entry/level").asText().equals("error")) {
      complaints.add(message);
    }
  }

  /**
   * Calls a method of the protocol.
   *
   * @param parameters names and values by turns
   */
  JsonNode call(String method, Object... parameters) throws Exception {
    ObjectNode request = JSON.createObjectNode();
    int id = calls.incrementAndGet();
    request.put("id", id).put("method", method);
    ObjectNode values = request.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(JSON.writeValueAsString(request), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode said = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(said.path("error").toString()).as(method).isEmpty();
    return said.get("result");
  }

  /** Opens a page, and forgets what others complained of. */
  void open(String address) throws Exception {
    complaints.clear();
    call("Page.navigate", "url", address);
    await("document.readyState === 'complete'");
  }

  /** The value of an expression in the page, awaited if it is a promise. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            "expression",
            expression,
            "awaitPromise",
            true,
            "returnByValue",
            true,
            "userGesture",
            true);
    assertThat(result.path("exceptionDetails").toString()).as(expression).isEmpty();
    return result.get("result").path("value");
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    until(expression, () -> evaluate(expression).asBoolean());
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private static void until(String what, Check check) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!check.holds()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  /** What the page shows in an element. */
  String text(String id) throws Exception {
    return evaluate("document.getElementById('" + id + "').innerText").asText();
  }

  /** Drops a file on the middle of the page, as a person does. */
  void drop(Path file) throws Exception {
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      call(
          "Input.dispatchDragEvent",
          "type",
          type,
          "x",
          200,
          "y",
          200,
          "data",
          Map.of(
              "items",
              List.of(),
              "files",
              List.of(file.toAbsolutePath().toString()),
              "dragOperationsMask",
              1));
    }
  }

  void press(String key, String code, int number) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          code,
          "windowsVirtualKeyCode",
          number);
    }
  }

  /** The screen's width, and whether it is dark. */
  void screen(int width, int height, boolean dark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        width < 500 ? 2 : 1,
        "mobile",
        width < 500);
    call(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
  }

  /** The whole page as PNG. */
  byte[] screenshot() throws Exception {
    JsonNode picture = call("Page.captureScreenshot", "captureBeyondViewport", true);
    return Base64.getDecoder().decode(picture.get("data").asText());
  }

  /** Errors that the page's console told since it was opened. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
