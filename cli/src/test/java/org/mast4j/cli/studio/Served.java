package org.mast4j.cli.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioExplorer;

/**
 * A studio that serves a tiny model, its folders, and what tests ask it.
 *
 * @param directory of the model
 * @param clips the neighbours' folder
 */
record Served(Path directory, Path clips, StoredModel stored, AudioExplorer explorer, Studio studio)
    implements AutoCloseable {
  static final int RATE = 16_000;
  static final List<String> LABELS = List.of("high", "low", "none");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRAMES = 96;
  private static final int MELS = 64;

  /** A model of such an encoder with random weights; a classifier if there are labels. */
  static Served start(Path folder, EncoderConfig encoder, List<String> labels, StudioLimits limits)
      throws IOException {
    Path directory = folder.resolve("model");
    try (EncoderGraph graph =
        labels.isEmpty()
            ? EncoderGraph.encoder(encoder, 1)
            : EncoderGraph.classifier(encoder, labels.size(), 1)) {
      FrontEndConfig frontEnd = FrontEndConfig.librosa().withMels(MELS).withFrames(FRAMES);
      new StoredModel(graph.config(), frontEnd, labels, graph.weights()).write(directory);
    }
    Path clips = folder.resolve("clips");
    Files.createDirectories(clips.resolve("low"));
    for (int hertz : new int[] {200, 400, 800, 1600}) {
      Files.write(clips.resolve("low/" + hertz + ".wav"), Sound.wav(tone(1, hertz)));
    }
    ModelFiles files = ModelFiles.of(directory);
    StoredModel stored = StoredModel.read(directory);
    AudioExplorer explorer = new AudioExplorer(stored);
    Neighbours neighbours =
        Neighbours.embed(
            stored, explorer, clips, Neighbours.filesOf(clips), BadClips.refused(), done -> {});
    StudioModel shown =
        new StudioModel(
            "tiny", stored, stored.weights().parameterCount(), explorer, files, neighbours);
    Studio studio = Studio.start(shown, limits, 0, Throwable::toString);
    return new Served(directory, clips, stored, explorer, studio);
  }

  /** Seconds of a sine that grows louder, so that its windows differ. */
  static Waveform tone(double seconds, double hertz) {
    float[] samples = new float[(int) (seconds * RATE)];
    for (int i = 0; i < samples.length; i++) {
      double loudness = 0.1 + 0.8 * i / samples.length;
      samples[i] = (float) (loudness * Math.sin(2 * Math.PI * hertz * i / RATE));
    }
    return new Waveform(samples, RATE);
  }

  URI uri(String path) {
    return URI.create(studio.address() + path);
  }

  HttpResponse<String> get(String path) throws Exception {
    return client().send(HttpRequest.newBuilder(uri(path)).build(), body());
  }

  HttpResponse<String> post(String path, byte[] clip, String... headers) throws Exception {
    return client().send(request(path, clip, headers), body());
  }

  /** A request that sends a clip. */
  HttpRequest request(String path, byte[] clip, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(clip));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpResponse.BodyHandler<String> body() {
    return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** Sends bytes that no client of HTTP would, and reads until the server closes. */
  String raw(String text) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", uri("/").getPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The clips that are in the inbox. */
  List<Path> received() throws IOException {
    try (Stream<Path> files = Files.list(studio.inboxFolder())) {
      return files.toList();
    }
  }

  @Override
  public void close() throws IOException {
    studio.close();
    explorer.close();
  }
}
