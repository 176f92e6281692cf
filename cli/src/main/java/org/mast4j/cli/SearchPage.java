package org.mast4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.arbiter.Dimension;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.SearchOverview;
import org.mast4j.arbiter.Trial;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.cli.report.SearchReport;
import org.mast4j.settings.Document;
import org.mast4j.settings.Scale;

/** The page of a search, made of what its store has. */
final class SearchPage {
  static final String FILE = "search.html";

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
            new SearchReport.Scoring(
                search.score().label(), search.score().minimize(), search.base().unit()),
            trials(overview.trials().stream(), overview),
            trials(overview.trials().stream().sorted(Trial.better(search)), overview),
            search.dimensions().stream().map(SearchPage::axis).toList(),
            overview.importance(),
            overview.firstSteps(),
            best(overview),
            search.budget().candidates(),
            ended)
        .writeHtml(file());
  }

  private static List<SearchReport.Trial> trials(Stream<Trial> trials, SearchOverview overview) {
    return trials.map(trial -> trial(trial, overview)).toList();
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

  /** The best's settings, by the option that takes them. */
  private Map<String, String> best(SearchOverview overview) {
    Map<String, String> best = new LinkedHashMap<>();
    overview.best().ifPresent(trial -> files(trial).forEach((name, json) -> put(best, name, json)));
    return best;
  }

  private static Map<String, ObjectNode> files(Trial trial) {
    return trial.settings().orElseThrow().files(trial.values());
  }

  private void put(Map<String, String> best, String file, ObjectNode json) {
    boolean finetune =
        search.base() instanceof FineTuning || file.equals(Pretraining.FINETUNE_FILE);
    best.put((finetune ? "finetune" : "pretrain") + " --config", Document.toYaml(json));
  }
}
