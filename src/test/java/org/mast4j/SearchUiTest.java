package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.arbiter.Dimension;
import org.mast4j.arbiter.SearchBudget;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.SearchOptions;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.SearchWorkers;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Halving;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.subject.Pretraining;
import org.mast4j.arbiter.ui.ArbiterPage;
import org.mast4j.arbiter.work.ThreadWorker;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.dl4j.ui.TrainingUi;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.mast.MastVariants;

/** Arbiter's page. */
class SearchUiTest {
  @TempDir private Path directory;

  private static final SearchConfig CONFIG =
      new SearchConfig(
          new SearchBudget(5, 5, 1),
          new Pretraining(
              new PretrainingSettings(
                  MastVariants.nano(), SsMastConfig.paper().withSteps(9).withBatchSize(8))),
          List.of(Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 1e-2)),
          new Probe(),
          new Tpe(2),
          Optional.of(new Halving(3, 2)),
          SearchWorkers.standard());

  @Test
  void arbitersPageShowsASearchOnThisMachineAlone() throws Exception {
    try (TrainingUi ui = TrainingUi.start(0)) {
      assertThat(ui.address()).startsWith("http://127.0.0.1:");
      SearchRunner.run(
          CONFIG,
          new SearchFolder(directory.resolve("found")),
          (number, events) ->
              new ThreadWorker(
                  (assignment, progress) -> {
                    int candidate = assignment.job().candidate();
                    progress.reached(assignment.job().to());
                    return candidate == 2
                        ? Outcome.failed("it is the third")
                        : Outcome.scored(0.5 + candidate / 10.0 + assignment.job().to() / 100.0);
                  },
                  events),
          SearchOptions.standard()
              .withStatusListeners(List.of(new ArbiterPage(CONFIG, ui.storage()))));

      assertThat(get(ui, "/arbiter")).contains("DL4J - Arbiter UI");
      assertThat(awaited(ui, "/arbiter/summary", "\"Models Total\"", "\"5\""))
          .contains("\"Models Completed\"", "\"4\"", "\"Models Failed\"", "\"1\"")
          .contains("\"Best Score\"", "0.99", "MaxCandidatesCondition(5)");
      assertThat(get(ui, "/arbiter/config")).contains("TpeGenerator", "\"Probe\"", "learningRate");
      assertThat(get(ui, "/arbiter/results")).contains("Complete", "Failed", "0.99");
      assertThat(get(ui, "/arbiter/candidateInfo/4"))
          .contains("learningRate", "LogUniformDistribution", "Complete")
          .contains("Model Score vs. Iteration");
      assertThat(get(ui, "/arbiter/candidateInfo/2")).contains("it is the third");
      for (String asset : List.of("dl4j-ui.js", "webjars/d3js/3.3.5/d3.min.js")) {
        assertThat(status(ui, "/assets/" + asset)).as(asset).isEqualTo(200);
      }
    }
  }

  @Test
  void theCommandSaysWhereItIsBeforeTheWork() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 1
            seed: 1
            encoder: mast-nano
            base: {steps: 2, batchSize: 4}
            ranges:
              learningRate: [1.0e-4, 1.0e-2]
            """);
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Object[] search = {"search", "--config", config, "--data", empty, "--out", "found", "--ui=0"};
    assertThat(Cli.run(search).out())
        .containsPattern("the search is shown at http://127\\.0\\.0\\.1:\\d+/arbiter\n");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      search[search.length - 1] = "--ui=" + taken.getLocalPort();
      Run run = Cli.run(search);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("choose another port");
    }
  }

  /** It works off its queue twice a second. */
  private static String awaited(TrainingUi ui, String path, String... parts) throws Exception {
    String shown = "";
    for (int i = 0; i < 100; i++) {
      shown = get(ui, path);
      if (List.of(parts).stream().allMatch(shown::contains)) {
        return shown;
      }
      Thread.sleep(200);
    }
    throw new AssertionError(shown);
  }

  private static String get(TrainingUi ui, String path) throws Exception {
    return response(ui, path).body();
  }

  private static int status(TrainingUi ui, String path) throws Exception {
    return response(ui, path).statusCode();
  }

  private static HttpResponse<String> response(TrainingUi ui, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(ui.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
