package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.dataset.FeatureStatistics;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j stats}: the statistics by which a data set's features are normalised. */
@Command(
    name = "stats",
    description =
        "Prints the mean and std of a data set's features; writes them as front-end.json.")
final class StatsCommand implements Callable<Integer> {
  private static final OutputFile.Kind FRONT_END =
      new OutputFile.Kind("a front end's JSON", StatsCommand::isFrontEnd);

  @Spec private CommandSpec spec;
  @Mixin private DataOptions dataOptions;
  @Mixin private FrontEndChoice frontEnd;

  @Option(
      names = "--frames",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "N",
      description = "Cut or pad to so many frames (default: the front end's own).")
  private Optional<Integer> frames;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the front end with these statistics, as a model's front-end.json.")
  private Optional<Path> out;

  @Override
  public Integer call() throws IOException {
    ClipData data = dataOptions.clips();
    Optional<OutputFile> file = out.map(path -> new OutputFile(path, FRONT_END));
    Outputs.requireFiles(file.stream().toList(), List.of(data.path()));
    FrontEndConfig config = frontEnd.config(frames);
    PrintWriter console = spec.commandLine().getOut();
    FeatureStatistics statistics = data.statistics(data.open(console).clips(), config, console);
    console.printf(
        Locale.ROOT,
        "mean %.7f, std %.7f of %d clips%n",
        statistics.mean(),
        statistics.std(),
        statistics.clips());
    if (file.isPresent()) {
      file.get().write(FrontEndJson.bytes(statistics.applyTo(config)));
    }
    return 0;
  }

  private static boolean isFrontEnd(Path file) throws IOException {
    FrontEndJson.read(file);
    return true;
  }
}
