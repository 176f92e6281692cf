package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.arbiter.SearchFolder;
import org.mast4j.arbiter.SearchOptions;
import org.mast4j.arbiter.SearchResult;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.SearchWorkers;
import org.mast4j.arbiter.work.ProcessWorker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mast4j search}: a search over settings with Arbiter. */
@Command(
    name = "search",
    description = {
      "Searches the settings of pre-training, the method's and the encoder's, or of fine-tuning: each",
      "candidate trains and is scored on the validation clips. Writes into DIR what is known as it",
      "comes, and best.json, which pretrain --config or finetune --config takes. Each key of YAML:",
      "docs/search.md."
    })
final class SearchCommand implements Callable<Integer> {
  private static final String OWN = "search.yaml";

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "YAML",
      description = "What to search; with --resume, in place of what it was.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "For the results.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR|CSV",
      description = {
        "A folder of audio (labels: its sub-folders, or those of train/, validation/, test/), or a",
        "CSV path,label[,split] (default: the quickstart's)."
      })
  private Optional<Path> data = Optional.empty();

  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--resume",
      description = {
        "Go on with the search in DIR. With --config it may have more candidates, more time, other",
        "workers and wider ranges."
      })
  private boolean resume;

  @Mixin private UiOption ui;

  @Override
  public Integer call() throws IOException {
    Path own = out.resolve(OWN);
    if (config.isEmpty() && !resume) {
      throw new ParameterException(
          spec.commandLine(), "no search; name its file by --config, or go on by --resume");
    }
    if (resume && config.isEmpty() && !Files.isRegularFile(own)) {
      throw new IOException(out + ": there is no search to go on with");
    }
    List<Path> inputs = new ArrayList<>(data.stream().toList());
    config.ifPresent(inputs::add);
    Outputs.requireFolder(out, inputs);
    SearchFolder folder = new SearchFolder(out.toAbsolutePath());
    if (!resume) {
      folder.requireNew();
    }
    SearchSettings settings = SearchSettings.read(config.orElse(own), options());
    PrintWriter console = spec.commandLine().getOut();
    try (UiOption.Shown shown = ui.start(console, "search", "/arbiter")) {
      new SearchClips(settings).require(console);
      return run(settings, folder, shown, console) ? 0 : 1;
    }
  }

  private Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>(dataset.values());
    data.ifPresent(path -> options.put("path", path.toString()));
    return options;
  }

  /** Whether it came to its end, and wasn't interrupted. */
  private boolean run(
      SearchSettings settings, SearchFolder folder, UiOption.Shown shown, PrintWriter console)
      throws IOException {
    Files.createDirectories(folder.path());
    Path file = folder.path().resolve(OWN);
    SearchWorkers workers = settings.search().workers();
    int threads = workers.threadsOf(Runtime.getRuntime().availableProcessors());
    SearchPage page = new SearchPage(settings.search(), folder);
    Optional<SearchResult> result;
    try (Interruption interruption = new Interruption(console);
        SearchProgress progress =
            new SearchProgress(settings, file, page, console, LiveLines.onTerminal(console))) {
      result =
          SearchRunner.run(
              settings.search(),
              folder,
              (number, events) ->
                  new ProcessWorker(SearchWorkerCommand.process(file, threads, number), events),
              SearchOptions.standard()
                  .with(
                      o ->
                          o.listener(progress)
                              .statusListeners(shown.statusListeners(settings.search()))
                              .stop(interruption::requested)
                              .resume(resume)));
      if (result.isEmpty()) {
        interruption.partingWords(
            "interrupted; the same command with --resume goes on, from " + folder.store());
        return false;
      }
    }
    page.write(true);
    result.get().table().lines().forEach(console::println);
    console.println(
        "the settings of the best are in "
            + out.resolve("best.json")
            + ", all of it in "
            + out.resolve(SearchPage.FILE));
    console.flush();
    return true;
  }
}
