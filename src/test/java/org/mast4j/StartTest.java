package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.cli.Mast4j;
import org.mast4j.testkit.ChildJvm;
import org.mast4j.testkit.Run;

/** A process loads what its command needs, and no more; how fast it is decides nothing here. */
class StartTest {
  private static final Pattern LOADED = Pattern.compile("\\] ([\\w.$]+) source: ");

  @TempDir Path folder;

  private List<String> loaded(int code, String... arguments) throws Exception {
    Path log = folder.resolve("classes.log");
    Run run =
        ChildJvm.of(Mast4j.class).options("-Xlog:class+load:file=" + log).run((Object[]) arguments);
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    List<String> classes = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      LOADED.matcher(line).results().forEach(match -> classes.add(match.group(1)));
    }
    assertThat(classes).contains(Mast4j.class.getName());
    return classes;
  }

  /** But for the type of arrays, which methods of commands have among their parameters. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "classify --help", "pretrain --help"})
  void helpStartsNoNd4j(String arguments) throws Exception {
    assertNoNd4j(loaded(0, arguments.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-command", "classify", "classify --top 0 x.wav", "embed --no-option"})
  void wrongUsageStartsNoNd4j(String arguments) throws Exception {
    assertNoNd4j(loaded(2, arguments.split(" ")));
  }

  private static void assertNoNd4j(List<String> classes) {
    assertThat(classes)
        .noneMatch(name -> name.startsWith("org.bytedeco."))
        .noneMatch(name -> name.startsWith("org.nd4j.linalg.cpu."))
        .doesNotContain("org.nd4j.linalg.factory.Nd4j", "org.nd4j.autodiff.samediff.SameDiff");
  }

  @Test
  void theOptionsOfOtherCommandsAreNotMade() throws Exception {
    assertThat(loaded(0, "classify", "--help"))
        .contains("org.mast4j.cli.ModelInputs")
        .noneMatch(name -> name.startsWith("org.mast4j.ssl."));
  }

  @Test
  void aWavNeedsNoFfmpeg() throws Exception {
    Path wav = folder.resolve("clip.wav");
    Tones.write(wav, 440);
    String out = folder.resolve("x.npy").toString();
    assertThat(loaded(0, "embed", "--model", "mast-nano", wav.toString(), "--out", out))
        .contains("org.nd4j.linalg.factory.Nd4j")
        .noneMatch(name -> name.contains("ffmpeg") || name.contains("javacv"));
  }

  @Test
  void everyFigureIsInTheJson() throws IOException {
    Path json = folder.resolve("start.json");
    Run bench = Cli.run("bench", "start", "--repeats", 1, "--json", json);
    assertThat(bench.code()).as(bench.err()).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.fieldNames())
        .toIterable()
        .containsExactly(
            "start-classify-ms", "start-classify-cpu-ms", "start-embed-ms", "start-embed-cpu-ms");
    figures.forEach(figure -> assertThat(figure.asDouble()).isPositive().isFinite());
    assertThat(bench.out()).contains("start-classify ", "start-embed ", "ms, CPU");
  }

  @Test
  void aPythonThatCannotRunIsOneSentence() {
    Run bench = Cli.run("bench", "start", "--python", folder.resolve("no-python"));
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err()).contains("no-python").hasLineCount(1);
  }
}
