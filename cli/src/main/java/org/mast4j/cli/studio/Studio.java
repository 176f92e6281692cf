package org.mast4j.cli.studio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.decode.Segment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A page to play with a model, and the REST end below it (docs/studio.md), for browsers and
 * programs on this machine. Clips are received as temporary files, which are gone with their
 * answers.
 */
public final class Studio implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Studio.class);

  private static final String HOST = "127.0.0.1";
  private static final String JSON = "application/json; charset=utf-8";

  /** A neighbour's sound, by its index. */
  private static final Pattern NEIGHBOUR_SOUND =
      Pattern.compile("/api/neighbours/(\\d{1,9})/sound");

  /** What the model makes of a neighbour. */
  private static final Pattern NEIGHBOUR = Pattern.compile("/api/neighbours/(\\d{1,9})");

  /** Threads beside those of clips, for the page and for what is refused. */
  private static final int SPARE_THREADS = 16;

  /** Connections that the system keeps until the server takes them. */
  private static final int BACKLOG = 256;

  /** Behind the end that a clip is cut at, to know whether there is more. */
  private static final double BEYOND_SECONDS = 0.1;

  private static final long FAREWELL_SECONDS = 30;

  private final StudioModel model;
  private final StudioLimits limits;
  private final Function<Throwable, String> sentences;
  private final ObjectMapper json = new ObjectMapper();
  private final ScheduledExecutorService clock;
  private final ExecutorService threads;
  private final HttpServer server;
  private final Doorkeeper doorkeeper;
  private final Inbox inbox;
  private final Turns turns;
  private final byte[] card;

  private Studio(
      StudioModel model, StudioLimits limits, int port, Function<Throwable, String> sentences)
      throws IOException {
    this.model = model;
    this.limits = limits;
    this.sentences = sentences;
    this.card = json.writeValueAsBytes(ModelCard.of(model, limits));
    this.turns = new Turns(limits);
    this.server = listen(port);
    this.doorkeeper = new Doorkeeper(server.getAddress().getPort());
    this.clock = Executors.newSingleThreadScheduledExecutor();
    this.threads = Executors.newFixedThreadPool(limits.atOnce() + limits.waiting() + SPARE_THREADS);
    this.inbox = new Inbox(limits, clock);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Starts to serve.
   *
   * @param port to listen on, 0 for any that is free
   * @param sentences what to tell of a failure that isn't a clip's
   * @throws IOException if the port is taken, or there is no place for temporary files
   */
  public static Studio start(
      StudioModel model, StudioLimits limits, int port, Function<Throwable, String> sentences)
      throws IOException {
    ServerSettings.apply();
    return new Studio(model, limits, port, sentences);
  }

  private static HttpServer listen(int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName(HOST), port), BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          HOST + ":" + port + " can't be listened on (" + e.getMessage() + "); choose another port",
          e);
    }
  }

  /** "http://127.0.0.1:41234". */
  public String address() {
    return "http://" + HOST + ":" + server.getAddress().getPort();
  }

  /** Where clips are while they are looked at. */
  Path inboxFolder() throws IOException {
    return inbox.folder();
  }

  private void handle(HttpExchange exchange) {
    try {
      Doorkeeper.secure(exchange.getResponseHeaders());
      answer(exchange);
    } catch (IOException e) {
      log.debug("a client went away", e);
    } finally {
      exchange.close();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      doorkeeper.check(exchange.getRequestHeaders());
      route(exchange);
    } catch (Refusal e) {
      refuse(exchange, e);
    } catch (InterruptedException e) {
      refuse(exchange, new Refusal(Refusal.BUSY, "the studio is closing; start it again"));
    } catch (IOException | RuntimeException | Error e) { // it goes on serving the others
      String sentence = sentences.apply(e);
      log.warn("a request failed: {}", sentence);
      log.debug("where it failed", e);
      refuse(exchange, new Refusal(Refusal.FAILURE, sentence));
    }
  }

  private void route(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    Optional<Assets.Asset> asset = Assets.of(path);
    if (asset.isPresent()) {
      requireMethod(exchange, "GET", "HEAD");
      send(exchange, 200, asset.get().type(), asset.get().bytes());
    } else if (path.equals("/api/model")) {
      requireMethod(exchange, "GET", "HEAD");
      send(exchange, 200, JSON, card);
    } else if (path.equals("/api/clips")) {
      requireMethod(exchange, "POST");
      clip(exchange);
    } else if (NEIGHBOUR_SOUND.matcher(path).matches()) {
      requireMethod(exchange, "GET", "HEAD");
      sound(exchange, index(NEIGHBOUR_SOUND, path));
    } else if (NEIGHBOUR.matcher(path).matches()) {
      requireMethod(exchange, "POST");
      neighbour(exchange, index(NEIGHBOUR, path));
    } else {
      throw nothingThere();
    }
  }

  private static int index(Pattern pattern, String path) {
    return Integer.parseInt(pattern.matcher(path).replaceFirst("$1"));
  }

  private static Refusal nothingThere() {
    return new Refusal(Refusal.NOT_FOUND, "nothing is served there; docs/studio.md lists what is");
  }

  private static void requireMethod(HttpExchange exchange, String... methods) throws Refusal {
    if (!Arrays.asList(methods).contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
      throw new Refusal(
          Refusal.METHOD,
          exchange.getRequestMethod() + " isn't served there; use " + String.join(" or ", methods));
    }
  }

  private static Question question(HttpExchange exchange) throws Refusal {
    return Question.parse(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
  }

  private void clip(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
    Question question = question(exchange);
    requireAudio(exchange);
    try (Turns.Held place = turns.place()) {
      Optional<Path> received = inbox.receive(exchange, late -> refuseQuietly(exchange, late));
      if (received.isEmpty()) {
        return;
      }
      Map<String, Object> answer;
      try (Turns.Held turn = turns.turn()) {
        answer = look(received.get(), question);
      } catch (AudioException e) {
        throw new Refusal(Refusal.UNUSABLE, question.name() + ": " + e.problem());
      } finally {
        Files.delete(received.get());
      }
      send(exchange, 200, JSON, json.writeValueAsBytes(answer));
    }
  }

  /** A form that a browser sends, or a text, isn't a clip, whatever is in it. */
  private static void requireAudio(HttpExchange exchange) throws Refusal {
    String header = exchange.getRequestHeaders().getFirst("Content-Type");
    String type = header == null ? "" : header.split(";")[0].strip().toLowerCase(Locale.ROOT);
    boolean audio =
        type.isEmpty()
            || type.startsWith("audio/")
            || type.startsWith("video/")
            || type.equals("application/ogg")
            || type.equals("application/octet-stream");
    if (!audio) {
      throw new Refusal(
          Refusal.NOT_AUDIO,
          "a body of type "
              + type
              + "; send an audio file's own bytes, as audio/wav or application/octet-stream");
    }
  }

  private Map<String, Object> look(Path file, Question question) throws IOException, Refusal {
    model.files().requireUnchanged();
    Waveform clip = AudioFiles.read(file, new Segment(0, limits.seconds() + BEYOND_SECONDS));
    int longest = (int) Math.min(Integer.MAX_VALUE, limits.seconds() * clip.sampleRate());
    boolean cut = clip.samples().length > longest;
    Waveform looked =
        cut ? new Waveform(Arrays.copyOf(clip.samples(), longest), clip.sampleRate()) : clip;
    return ClipAnswer.of(model, question, looked, cut);
  }

  /** The file itself, as it was embedded, where a copy that is sent would have other samples. */
  private void neighbour(HttpExchange exchange, int index)
      throws IOException, Refusal, InterruptedException {
    Path file = model.neighbours().file(index).orElseThrow(Studio::nothingThere);
    Question question = question(exchange);
    Map<String, Object> answer;
    try (Turns.Held place = turns.place();
        Turns.Held turn = turns.turn()) {
      answer = look(file, question);
    } catch (AudioException e) {
      throw unreadable(index, e);
    }
    send(exchange, 200, JSON, json.writeValueAsBytes(answer));
  }

  private Refusal unreadable(int index, AudioException e) {
    return new Refusal(Refusal.NOT_FOUND, model.neighbours().name(index) + ": " + e.problem());
  }

  private void sound(HttpExchange exchange, int index)
      throws IOException, Refusal, InterruptedException {
    Path file = model.neighbours().file(index).orElseThrow(Studio::nothingThere);
    byte[] wav;
    try (Turns.Held place = turns.place();
        Turns.Held turn = turns.turn()) {
      wav = Sound.wav(AudioFiles.read(file, new Segment(0, limits.seconds())));
    } catch (AudioException e) {
      throw unreadable(index, e);
    }
    send(exchange, 200, "audio/wav", wav);
  }

  private void refuseQuietly(HttpExchange exchange, Refusal refusal) {
    try {
      refuse(exchange, refusal);
    } catch (IOException e) {
      log.debug("a slow client went away", e);
    }
  }

  private void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    if (refusal.status() == Refusal.BUSY) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    if (refusal.status() == Refusal.TIMEOUT) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    send(
        exchange,
        refusal.status(),
        JSON,
        json.writeValueAsBytes(Map.of("error", refusal.getMessage())));
  }

  /** Sends an answer, but leaves it open: closing it waits for the rest of the client's body. */
  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
    }
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      OutputStream out = exchange.getResponseBody();
      out.write(body);
      out.flush();
    }
  }

  /** Takes no more requests, waits for the clips in work, and deletes what is left of others. */
  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    clock.shutdownNow();
    try {
      threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inbox.close();
  }
}
