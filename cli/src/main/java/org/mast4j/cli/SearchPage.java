package org.mast4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.arbiter.Dimension;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.SearchOverview;
import org.mast4j.arbiter.Trial;
import org.mast4j.cli.report.SearchReport;
import org.mast4j.settings.Document;
import org.mast4j.settings.Scale;

/** The page of a search, made of what its store has. */
final class SearchPage {
  static final String FILE = "search.html";
  private static final String SCORE = "probe accuracy";

  private final SearchConfig search;
  private final SearchFolder folder;

  SearchPage(SearchConfig search, SearchFolder folder) {
    this.search = search;
    this.folder = folder;
  }

  Path file() {
    return folder.path().resolve(FILE);
  }

  /** Writes it anew. */
  void write(boolean ended) throws IOException {
    SearchOverview overview = SearchOverview.read(search, folder);
    new SearchReport(
            SCORE,
            overview.trials().stream().map(trial -> trial(trial, overview)).toList(),
            search.dimensions().stream().map(SearchPage::axis).toList(),
            overview.importance(),
            overview.firstSteps(),
            best(),
            search.budget().candidates(),
            ended)
        .writeHtml(file());
  }

  private static SearchReport.Trial trial(Trial trial, SearchOverview overview) {
    String state =
        trial.failure().map(reason -> "failed: " + reason).orElse(trial.whole() ? "" : "stopped");
    Optional<Double> score =
        trial.score().isPresent() ? Optional.of(trial.score().getAsDouble()) : Optional.empty();
    return new SearchReport.Trial(
        trial.index() + 1,
        trial.values(),
        score,
        trial.reached(),
        state,
        overview.scores().getOrDefault(trial.index(), Map.of()));
  }

  private static SearchReport.Axis axis(Dimension dimension) {
    return new SearchReport.Axis(
        dimension.key(),
        List.copyOf(dimension.values()),
        dimension.range(),
        dimension.scale() == Scale.LOGARITHMIC);
  }

  private Optional<String> best() throws IOException {
    if (!Files.exists(folder.best())) {
      return Optional.empty();
    }
    String json = Files.readString(folder.best(), StandardCharsets.UTF_8);
    return Optional.of(Document.toYaml(new ObjectMapper().readTree(json)));
  }
}
