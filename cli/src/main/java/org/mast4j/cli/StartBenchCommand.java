package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.cli.bench.StartRace;
import org.mast4j.cli.bench.StartWork;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench start}: whole processes beside Python's. */
@Command(
    name = "start",
    description = {
      "Measures classify and embed of one clip of 10 s by AST-Tiny from the start of the process to",
      "its end, in turns with a Python script that does the same by transformers (where --python has",
      "torch and transformers), and compares what they write. Prints median milliseconds and ratios,",
      "ours to theirs: below 1 we are faster. CPU time is that of all threads, and the steadier",
      "measure on a busy machine."
    })
final class StartBenchCommand implements Callable<Integer> {
  /** Where the launcher tells its own path. */
  private static final String LAUNCHER = "org.mast4j.launcher";

  /** Of the largest value; float32 in another order of sums. */
  private static final double TOLERANCE = 1e-3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description = "A Python that has torch and transformers.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> json;

  @Option(
      names = "--repeats",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "9",
      paramLabel = "N",
      description = "Measured runs of each (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> figures = json.map(file -> new OutputFile(file, BenchReport.KIND));
    Outputs.requireFiles(figures.stream().toList(), List.of());
    try (BenchReport report = new BenchReport(spec.commandLine().getOut(), "start_peer.py");
        StartRace race = new StartRace(mast4j())) {
      for (StartWork work : StartWork.values()) {
        run(work, race, report);
      }
      if (figures.isPresent()) {
        report.write(figures.get());
      }
    }
    return 0;
  }

  /** The launcher, as a user starts it, or else this JVM's own command. */
  private static List<String> mast4j() {
    return Optional.ofNullable(System.getProperty(LAUNCHER))
        .map(List::of)
        .orElseGet(() -> JavaProcess.command(Mast4j.class));
  }

  private void run(StartWork work, StartRace race, BenchReport report) throws IOException {
    Optional<List<String>> peer = python.map(path -> List.of(path, report.script()));
    StartRace.Result result = race.run(work, peer, repeats);
    report.figure(work.key() + "-ms", result.ours());
    report.figure(work.key() + "-cpu-ms", result.ourCpu());
    if (peer.isEmpty()) {
      report.line(work.key(), "%8.0f ms, CPU %.0f ms", result.ours(), result.ourCpu());
      return;
    }
    requireSame(NpyReader.read(race.ourOutput()), NpyReader.read(race.theirOutput()));
    report.figure(work.key(), result.time());
    report.figure(work.key() + "-cpu", result.cpu());
    report.line(
        work.key(),
        "%8.0f ms, Python %8.0f ms: ratio %.2f%s; CPU %.0f ms to %.0f ms: ratio %.2f",
        result.ours(),
        result.theirs(),
        result.time(),
        ComparisonReport.toGoal(result.time(), work.goal()),
        result.ourCpu(),
        result.theirCpu(),
        result.cpu());
  }

  private static void requireSame(INDArray ours, INDArray theirs) throws IOException {
    double difference = ours.sub(theirs.reshape(ours.shape())).amaxNumber().doubleValue();
    double largest = theirs.amaxNumber().doubleValue();
    if (!(difference <= TOLERANCE * largest)) {
      throw new IOException(
          "the two sides' results differ by %s, of values up to %s".formatted(difference, largest));
    }
  }
}
