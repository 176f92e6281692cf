package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Repository;

/** The notebooks as they are committed, with their outputs; no Python is needed. */
class NotebooksTest {
  static final Path FOLDER = Repository.root().resolve("notebooks");
  private static final int MOST_BYTES = 1_500_000;
  private static final int LEAST_PICTURES = 3;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
  private static final Pattern SOUND = Pattern.compile("src=\"data:audio/wav;base64,([^\"]+)\"");
  private static final Pattern PATH =
      Pattern.compile("/(?:root|home|tmp|var|work|Users|private)/|[A-Z]:\\\\\\\\");
  private static final Pattern KERNEL = Pattern.compile("^jjava==\\S+$", Pattern.MULTILINE);

  static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  private static JsonNode read(Path notebook) throws IOException {
    return new ObjectMapper().readTree(notebook.toFile());
  }

  private static List<JsonNode> cells(Path notebook, String type) throws IOException {
    return elements(read(notebook).path("cells"))
        .filter(cell -> cell.path("cell_type").asText().equals(type))
        .toList();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Jupyter writes a text as one string or as a list of lines. */
  private static String text(JsonNode value) {
    return value.isArray()
        ? String.join("", elements(value).map(JsonNode::asText).toList())
        : value.asText();
  }

  private static void eachOutput(Path notebook, Consumer<JsonNode> check) throws IOException {
    cells(notebook, "code").forEach(cell -> cell.path("outputs").forEach(check));
  }

  @Test
  void thereAreFiveAndTheReadmeHasThemAll() throws IOException {
    String readme = Page.of("notebooks/README.md").text();
    assertThat(notebooks())
        .hasSize(5)
        .allSatisfy(
            file ->
                assertThat(readme)
                    .contains("(%s)".formatted(file.getFileName()))
                    .contains(title(file)));
  }

  private static String title(Path notebook) throws IOException {
    String first = text(cells(notebook, "markdown").get(0).path("source"));
    return first.lines().findFirst().orElseThrow().replaceFirst("# \\d\\. ", "");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void isOfTheJavaKernelAndSaysWhatItNeeds(Path file) throws IOException {
    JsonNode notebook = read(file);
    String first = text(notebook.path("cells").path(0).path("source"));
    String number = file.getFileName().toString().substring(0, 1);

    assertThat(notebook.path("nbformat").asInt()).isEqualTo(4);
    assertThat(notebook.path("metadata").path("kernelspec").path("name").asText())
        .isEqualTo("java");
    assertThat(file)
        .isRegularFile()
        .satisfies(f -> assertThat(Files.size(f)).isLessThan(MOST_BYTES));
    assertThat(first).startsWith("# " + number + ". ").contains("./notebooks/start");
    MatchResult kernel =
        KERNEL
            .matcher(Files.readString(FOLDER.resolve("requirements.txt")))
            .results()
            .toList()
            .get(0);
    assertThat(first).contains("pip install " + kernel.group());
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void wasExecutedInOrderWithoutAnError(Path file) throws IOException {
    List<Integer> counts =
        cells(file, "code").stream().map(cell -> cell.path("execution_count").asInt()).toList();
    assertThat(counts).first().isEqualTo(1);
    for (int i = 1; i < counts.size(); i++) {
      assertThat(counts.get(i)).isEqualTo(counts.get(i - 1) + 1);
    }
    eachOutput(
        file,
        output -> {
          assertThat(output.path("output_type").asText()).isNotEqualTo("error");
          assertThat(output.path("name").asText()).as("%s", output).isNotEqualTo("stderr");
        });
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void outputsNameNoPlaceOfTheMachineThatMadeThem(Path file) throws IOException {
    eachOutput(
        file,
        output -> {
          List<String> texts = new ArrayList<>(List.of(text(output.path("text"))));
          output.path("data").fields().forEachRemaining(entry -> texts.add(text(entry.getValue())));
          for (String text : texts) {
            String read = SOUND.matcher(text).replaceAll("");
            if (!read.startsWith("iVBOR")) { // PNG in base64
              assertThat(read).doesNotContainPattern(PATH).doesNotContainPattern("@[0-9a-f]{6,8}");
            }
          }
        });
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void picturesAndSoundsOpen(Path file) throws Exception {
    List<byte[]> pictures = new ArrayList<>();
    List<byte[]> sounds = new ArrayList<>();
    eachOutput(
        file,
        output -> {
          JsonNode data = output.path("data");
          if (data.has("image/png")) {
            pictures.add(Base64.getMimeDecoder().decode(text(data.path("image/png"))));
          }
          SOUND
              .matcher(text(data.path("text/html")))
              .results()
              .forEach(found -> sounds.add(Base64.getDecoder().decode(found.group(1))));
        });
    assertThat(pictures).hasSizeGreaterThanOrEqualTo(LEAST_PICTURES);
    for (byte[] picture : pictures) {
      assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getWidth()).isBetween(100, 1600);
    }
    for (byte[] sound : sounds) {
      assertThat(sound).hasSizeLessThan(100_000);
      assertThat(AudioSystem.getAudioFileFormat(new ByteArrayInputStream(sound)).getFrameLength())
          .isPositive();
    }
    boolean byEar = file.getFileName().toString().toLowerCase(Locale.ROOT).matches("[12]-.*");
    assertThat(sounds.isEmpty()).isEqualTo(!byEar);
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void linksLeadSomewhereAndExercisesEndIt(Path file) throws IOException {
    List<String> texts =
        cells(file, "markdown").stream().map(cell -> text(cell.path("source"))).toList();
    assertThat(texts.get(texts.size() - 1)).contains("## Try it yourself");
    assertThat(texts.stream().flatMap(text -> LINK.matcher(text).results()))
        .isNotEmpty()
        .allSatisfy(
            link -> {
              if (!link.group(1).startsWith("https://")) {
                assertThat(FOLDER.resolve(link.group(1))).exists();
              }
            });
  }
}
