package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.Run;

/** The audio benchmark runs; how fast it is decides nothing here. */
class AudioBenchTest {
  @TempDir Path directory;

  @Test
  void everyFigureIsInTheJson() throws IOException {
    Path json = directory.resolve("audio.json");
    Run bench =
        run("bench", "audio", "--repeats", 1, "--folder", 20, "--clips", 60, "--json", json);
    assertThat(bench.code()).as(bench.err()).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    assertThat(figures.fieldNames())
        .toIterable()
        .containsExactly(
            "cpu",
            "kaldi-1-thread-ms",
            "kaldi-all-threads-ms",
            "librosa-1-thread-ms",
            "librosa-all-threads-ms",
            "wav-to-patches-kaldi-clips-per-second",
            "wav-to-patches-kaldi-cpu-ms",
            "wav-to-patches-librosa-clips-per-second",
            "wav-to-patches-librosa-cpu-ms",
            "wav-to-patches-cached-clips-per-second",
            "wav-to-patches-cached-cpu-ms",
            "wav-to-patches-memory-growth",
            "wav-to-patches-memory-mb");
    // A clock that ticks slowly gives a run as short as this one 0 ms of CPU.
    figures.forEach(figure -> assertThat(figure.asDouble()).isNotNegative().isFinite());
    assertThat(bench.out())
        .contains("kaldi-all-threads", "clips/s", "MB after 20 clips", "MB after 60 clips");
  }

  @Test
  void aPythonThatCannotRunIsOneSentence() {
    Run bench = run("bench", "audio", "--python", directory.resolve("no-python"));
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err()).contains("no-python").hasLineCount(1);
  }
}
