package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchData;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.cli.quickstart.InstrumentClips;
import org.mast4j.cli.quickstart.InstrumentDataset;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j search}: Arbiter's random search over the settings of pre-training. */
@Command(
    name = "search",
    description = {
      "Searches the settings of pre-training, the method's and the encoder's, on the quickstart's",
      "data: each candidate pre-trains briefly and is scored by a linear probe. Writes results.jsonl",
      "as they come, and best.json, which pretrain --config takes."
    })
final class SearchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "YAML", description = "What to search.")
  private Path config;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "For the results.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Outputs.requireFolder(out, List.of(config));
    SearchRunner.requireNew(out);
    SearchConfig search = SearchConfig.read(config);
    FrontEndConfig frontEnd = search.base().encoder().frontEnd();
    Map<Split, InstrumentClips> parts =
        InstrumentClips.render(
            InstrumentDataset.Sizes.QUICKSTART, search.budget().seed(), frontEnd);
    InstrumentClips train = parts.get(Split.TRAIN);
    InstrumentClips validation = parts.get(Split.VALIDATION);
    SearchData data =
        new SearchData(
            train.clips(),
            train.labels(),
            validation.clips(),
            validation.labels(),
            InstrumentDataset.families().size());
    PrintWriter console = spec.commandLine().getOut();
    SearchRunner.run(
        search,
        data,
        out,
        line -> {
          console.println(line);
          console.flush();
        });
    return 0;
  }
}
