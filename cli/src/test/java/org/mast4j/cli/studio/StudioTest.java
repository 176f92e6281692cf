package org.mast4j.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.Waveform;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.testkit.Page;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.AudioEncoder;
import org.mast4j.zoo.inference.Classification;
import org.mast4j.zoo.mast.MastVariants;

/** What the REST end answers. */
class StudioTest {
  /** Between one batch of windows and another. */
  private static final double TOLERANCE = 1e-5;

  private static final String ALL = "?with=spectrogram,attention,sound&name=a%20tone&top=2";

  @TempDir Path folder;

  static Stream<Arguments> families() {
    return Stream.of(Arguments.of(MastVariants.nano()), Arguments.of(AstVariants.nano()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void theAnswerIsTheClassifiersAndTheEncoders(EncoderConfig encoder) throws Exception {
    Path file = folder.resolve("tone.wav");
    Files.write(file, Sound.wav(Served.tone(2.5, 500)));
    try (Served served = Served.start(folder, encoder, Served.LABELS, StudioLimits.DEFAULT);
        AudioClassifier classifier = AudioClassifier.open(served.directory());
        AudioEncoder embedder = AudioEncoder.open(served.directory())) {
      HttpResponse<String> response = served.post("/api/clips" + ALL, Files.readAllBytes(file));
      assertThat(response.statusCode()).isEqualTo(200);
      JsonNode answer = Served.json(response);

      assertThat(answer.get("name").asText()).isEqualTo("a tone");
      assertThat(answer.get("seconds").asDouble()).isEqualTo(2.5);
      assertThat(answer.get("cut").asBoolean()).isFalse();
      List<Classification.Score> expected = classifier.classify(file).top(2);
      for (int i = 0; i < 2; i++) {
        JsonNode label = answer.get("labels").get(i);
        assertThat(label.get("label").asText()).isEqualTo(expected.get(i).label());
        assertThat(label.get("probability").asDouble())
            .isCloseTo(expected.get(i).probability(), within(TOLERANCE));
      }
      float[] embedding = embedder.embed(file);
      assertThat(answer.get("embedding")).hasSize(embedding.length);
      for (int d = 0; d < embedding.length; d++) {
        assertThat(answer.get("embedding").get(d).floatValue())
            .isCloseTo(embedding[d], within((float) TOLERANCE));
      }
      requireWindows(answer, classifier, AudioFiles.read(file));
      requireExtras(answer);
    }
  }

  /** Of 250 frames, windows of 96 start at 0, 48, 96, 144 and flush with the end, at 154. */
  private static void requireWindows(JsonNode answer, AudioClassifier classifier, Waveform clip) {
    List<Double> starts = new ArrayList<>();
    answer.get("windows").forEach(window -> starts.add(window.get("start").asDouble()));
    assertThat(starts).hasSize(5);
    assertThat(starts.get(1)).isCloseTo(0.48, within(1e-9));
    assertThat(starts.get(4)).isCloseTo(1.54, within(1e-9));
    // Within the clip a window alone has other neighbours at its edges, but is nearly the same.
    int from = (int) (0.48 * Served.RATE);
    float[] part = Arrays.copyOfRange(clip.samples(), from, from + 96 * 160);
    double alone = classifier.classify(part, Served.RATE).best().probability();
    assertThat(answer.at("/windows/1/labels/0/probability").asDouble())
        .isCloseTo(alone, within(0.05));
    double mean = 0;
    for (JsonNode window : answer.get("windows")) {
      mean += window.get("probabilities").get(0).asDouble() / 5;
    }
    assertThat(answer.at("/labels/0/probability").asDouble()).isCloseTo(mean, within(TOLERANCE));
  }

  private static void requireExtras(JsonNode answer) throws Exception {
    JsonNode spectrogram = answer.get("spectrogram");
    assertThat(spectrogram.get("frames").asInt()).isEqualTo(251);
    byte[] levels = spectrogram.get("levels").binaryValue();
    assertThat(levels).hasSize(251 * 64);
    // 500 Hz is the loudest of each frame: its mel is near the centre that says so.
    int loudest = 0;
    for (int mel = 0; mel < 64; mel++) {
      boolean louder = (levels[125 * 64 + mel] & 0xff) > (levels[125 * 64 + loudest] & 0xff);
      loudest = louder ? mel : loudest;
    }
    assertThat(loudest).isBetween(6, 11);
    assertThat(answer.get("attention")).hasSize(5);
    assertThat(answer.get("attention").get(0)).hasSize(5); // rows of patches
    assertThat(answer.get("attention").get(0).get(0)).hasSize(9);
    ByteBuffer samples =
        ByteBuffer.wrap(answer.get("sound").get("samples").binaryValue())
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(samples.remaining()).isEqualTo(2 * 40_000);
    float expected = Served.tone(2.5, 500).samples()[12_345];
    assertThat(samples.getShort(2 * 12_345) / 32767f).isCloseTo(expected, within(1e-4f));
  }

  @Test
  void anEncoderHasNoLabelsButNeighbours() throws Exception {
    try (Served served =
        Served.start(folder, MastVariants.nano(), List.of(), StudioLimits.DEFAULT)) {
      byte[] clip = Files.readAllBytes(served.clips().resolve("low/800.wav"));
      JsonNode answer = Served.json(served.post("/api/clips?nearest=3", clip));
      assertThat(answer.get("labels")).isEmpty();
      assertThat(answer.at("/windows/0/labels")).isEmpty();
      assertThat(answer.get("neighbours")).hasSize(3);
      JsonNode nearest = answer.get("neighbours").get(0);
      assertThat(nearest.get("name").asText()).isEqualTo("low/800.wav");
      assertThat(nearest.get("similarity").asDouble()).isCloseTo(1, within(TOLERANCE));
      assertThat(answer.at("/neighbours/1/similarity").asDouble()).isLessThan(1 - 1e-4);
      assertThat(answer.has("spectrogram")).isFalse();

      String index = nearest.get("index").asText();
      JsonNode looked =
          Served.json(served.post("/api/neighbours/" + index + "?nearest=3", new byte[0]));
      assertThat(looked.get("embedding")).isEqualTo(answer.get("embedding"));
      assertThat(looked.get("neighbours")).isEqualTo(answer.get("neighbours"));

      HttpResponse<String> sound = served.get("/api/neighbours/" + index + "/sound");
      assertThat(sound.statusCode()).isEqualTo(200);
      assertThat(sound.headers().firstValue("Content-Type")).contains("audio/wav");
      assertThat(sound.headers().firstValueAsLong("Content-Length")).hasValue(clip.length);
    }
  }

  @Test
  void theCardTellsTheModelAndTheLimits() throws Exception {
    try (Served served =
        Served.start(folder, AstVariants.nano(), Served.LABELS, StudioLimits.DEFAULT)) {
      JsonNode card = Served.json(served.get("/api/model"));
      assertThat(card.get("architecture").asText()).isEqualTo("ast");
      assertThat(card.get("labels")).hasSize(3);
      assertThat(card.get("windowSeconds").asDouble()).isCloseTo(0.96, within(1e-9));
      assertThat(card.at("/neighbours/clips").asInt()).isEqualTo(4);
      assertThat(card.at("/limits/seconds").asDouble()).isEqualTo(60);
      // librosa.mel_frequencies(66, fmin=60, fmax=7800)[1] and [64]
      assertThat(card.at("/frontEnd/centresHz/0").asDouble()).isCloseTo(105.105, within(1e-3));
      assertThat(card.at("/frontEnd/centresHz")).hasSize(64);
    }
  }

  @Test
  void thePageOfTheDocumentationListsEveryField() throws Exception {
    String documented = Page.of("docs/studio.md").text();
    try (Served served =
        Served.start(folder, MastVariants.nano(), Served.LABELS, StudioLimits.DEFAULT)) {
      JsonNode answer =
          Served.json(served.post("/api/clips" + ALL, Sound.wav(Served.tone(1, 300))));
      List<JsonNode> objects =
          List.of(
              Served.json(served.get("/api/model")),
              answer,
              answer.at("/labels/0"),
              answer.at("/windows/0"),
              answer.at("/neighbours/0"),
              answer.get("spectrogram"),
              answer.get("sound"));
      for (JsonNode object : objects) {
        assertThat(object.fieldNames())
            .toIterable()
            .isNotEmpty()
            .allSatisfy(field -> assertThat(documented).contains("`" + field + "`"));
      }
    }
  }

  @Test
  void aLongClipIsCutAndAShortOnePadded() throws Exception {
    try (Served served =
        Served.start(
            folder,
            MastVariants.nano(),
            Served.LABELS,
            StudioLimits.DEFAULT.withClips(1 << 20, 1.5))) {
      JsonNode longer = Served.json(served.post("/api/clips", Sound.wav(Served.tone(4, 300))));
      assertThat(longer.get("seconds").asDouble()).isEqualTo(1.5);
      assertThat(longer.get("cut").asBoolean()).isTrue();
      assertThat(longer.get("windows")).hasSize(3);
      for (double seconds : new double[] {1.5, 0.01, 1.0 / Served.RATE}) {
        JsonNode whole =
            Served.json(served.post("/api/clips", Sound.wav(Served.tone(seconds, 300))));
        assertThat(whole.get("cut").asBoolean()).as(whole.toString()).isFalse();
        assertThat(whole.get("seconds").asDouble()).isCloseTo(seconds, within(1e-9));
      }
    }
  }
}
