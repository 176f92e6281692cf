package org.mast4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchReportTest {
  @TempDir private Path folder;

  private static SearchReport.Trial trial(
      int number, Map<String, Object> values, double score, int reached, String state) {
    return new SearchReport.Trial(
        number,
        values,
        Double.isNaN(score) ? Optional.empty() : Optional.of(score),
        reached,
        state,
        Double.isNaN(score) ? Map.of() : new TreeMap<>(Map.of(10, score / 2, reached, score)));
  }

  private String page(boolean ended, SearchReport.Trial... trials) throws IOException {
    return page(new SearchReport.Scoring("probe score", false, "steps"), ended, trials);
  }

  private String page(SearchReport.Scoring scoring, boolean ended, SearchReport.Trial... trials)
      throws IOException {
    Path file = folder.resolve("search.html");
    new SearchReport(
            scoring,
            List.of(trials),
            ranked(scoring, trials),
            List.of(
                new SearchReport.Axis("learningRate", List.of(1e-4, 1e-2), true, true),
                new SearchReport.Axis("crop", List.of("<none>", "published"), false, false)),
            Map.of("learningRate", 0.75, "crop", 0.125),
            10,
            Map.of("pretrain --config", "learningRate: 1e-3\n"),
            5,
            ended)
        .writeHtml(file);
    return Files.readString(file);
  }

  private static List<SearchReport.Trial> ranked(
      SearchReport.Scoring scoring, SearchReport.Trial... trials) {
    Comparator<SearchReport.Trial> byScore =
        Comparator.comparing(trial -> trial.score().orElse(0.0), scoring.better());
    return Stream.of(trials)
        .sorted(
            Comparator.comparing((SearchReport.Trial trial) -> trial.score().isEmpty())
                .thenComparing(SearchReport.Trial::reached, Comparator.reverseOrder())
                .thenComparing(byScore))
        .toList();
  }

  @Test
  void theBestIsOfThoseThatWereTrainedFurthest() throws IOException {
    String page =
        page(
            true,
            trial(1, Map.of("learningRate", 1e-3, "crop", "<none>"), 0.9, 30, "stopped"),
            trial(2, Map.of("learningRate", 1e-2, "crop", "published"), 0.8, 90, ""),
            trial(3, Map.of("learningRate", 1e-4), Double.NaN, 30, "failed: a & b"));
    assertThat(page)
        .contains("Candidate 2 is the best of those trained furthest: probe score <b>0.800</b>")
        .contains(" 1 failed.", "failed: a &amp; b", "&lt;none&gt;", "learningRate: 1e-3")
        .contains("75&nbsp;%", "13&nbsp;%", "A search of 3 candidates")
        .doesNotContain("<none>", "http-equiv", "NaN", "http://", "https://");
    // the middle of a logarithmic range lies in the middle of the picture
    assertThat(page).contains("<circle cx='249.0'");
  }

  @Test
  void whereLessIsBetterTheLeastIsTheBest() throws IOException {
    String page =
        page(
            new SearchReport.Scoring("loss", true, "epochs"),
            true,
            trial(1, Map.of("learningRate", 1e-3, "crop", "<none>"), 0.9, 9, ""),
            trial(2, Map.of("learningRate", 1e-2, "crop", "published"), 0.8, 9, ""));
    assertThat(page)
        .contains(
            "Candidate 2 is the best of those trained furthest: loss <b>0.800</b> after 9 epochs")
        .containsSubsequence("opacity:0.1", "candidate 1", "opacity:0.9", "candidate 2");
  }

  @Test
  void whileTheSearchGoesOnTheBrowserRenewsIt() throws IOException {
    assertThat(page(false))
        .contains("http-equiv='refresh'", "A search: 0 of 5", "No candidate has a score yet");
  }

  @Test
  void oneCandidateIsAPageToo() throws IOException {
    assertThat(page(true, trial(1, Map.of("learningRate", 1e-3, "crop", "published"), 0.5, 90, "")))
        .contains("candidate 1 to 1", "0.500")
        .doesNotContain("NaN", "Infinity");
  }
}
