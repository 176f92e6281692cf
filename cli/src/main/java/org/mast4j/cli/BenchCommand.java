package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.cli.bench.Race;
import org.mast4j.cli.bench.Roofline;
import org.mast4j.cli.bench.Work;
import org.mast4j.cli.bench.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench}: speed beside PyTorch and stock ND4J. */
@Command(
    name = "bench",
    subcommands = {AudioBenchCommand.class, StartBenchCommand.class},
    description = {
      "Measures forward passes and training steps of AST-Base and MAST-Small, in turns with PyTorch",
      "(where --python has torch 2.11.0, timm 1.0.22 and transformers 4.57.1) and with stock ND4J,",
      "each in a process of its own. Prints ratios of median times and of peak memory, ours to",
      "theirs: below 1 we are better. Beside them the GFLOP/s of each one's products, with PyTorch",
      "also the rate that a large matrix product alone reaches."
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--python", paramLabel = "PATH", description = "A Python that has torch.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the ratios there as well.")
  private Optional<Path> json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "KEY",
      description = "Only these, such as mast-small-forward-16.")
  private List<String> only = List.of();

  @Option(
      names = "--repeats",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "9",
      paramLabel = "N",
      description = "Measured calls of each (default ${DEFAULT-VALUE}); stock ND4J makes 2.")
  private int repeats;

  @Option(
      names = "--no-stock",
      description = "Leave stock ND4J out; it takes minutes and many gigabytes.")
  private boolean noStock;

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> figures = json.map(file -> new OutputFile(file, BenchReport.KIND));
    Outputs.requireFiles(figures.stream().toList(), List.of());
    List<Work> works =
        only.isEmpty() ? List.of(Work.values()) : only.stream().map(Work::of).toList();
    try (BenchReport report = new BenchReport(spec.commandLine().getOut(), "torch_worker.py")) {
      if (python.isPresent()) {
        roofline(List.of(python.get(), report.script(), Roofline.KEY), report);
      }
      for (Work work : works) {
        run(work, report);
      }
      if (figures.isPresent()) {
        report.write(figures.get());
      }
    }
    return 0;
  }

  private void roofline(List<String> torch, BenchReport report) throws IOException {
    Race.Result result = Race.run(JavaProcess.command(Roofline.class), "PyTorch", torch, repeats);
    double ours = Roofline.gigaflops(result.ourMillis());
    double theirs = Roofline.gigaflops(result.theirMillis());
    report.figure(Roofline.KEY + "-gflops", ours);
    report.figure(Roofline.KEY + "-gflops-pytorch", theirs);
    report.line(
        Roofline.KEY,
        "%8.0f GFLOP/s, %-10s %5.0f GFLOP/s: large matrix products",
        ours,
        result.other(),
        theirs);
  }

  private void run(Work work, BenchReport report) throws IOException {
    if (python.isPresent()) {
      List<String> torch = List.of(python.get(), report.script(), work.key());
      Race.Result result = Race.run(work, ours(), "PyTorch", torch, repeats);
      double ourRate = work.ourGigaflops(result.ourMillis());
      double theirRate = work.theirGigaflops(result.theirMillis());
      line(report, work, result, ourRate, theirRate);
      report.figure(work.key(), result.time());
      report.figure(work.key() + "-memory", result.memory());
      report.figure(work.key() + "-gflops", ourRate);
      report.figure(work.key() + "-gflops-pytorch", theirRate);
    }
    if (!noStock) {
      List<String> stock = new ArrayList<>(ours());
      stock.add(1, "-Dorg.mast4j.engine=none");
      stock.add(work.key());
      Race.Result result = Race.run(work, ours(), "stock ND4J", stock, 2);
      double ourRate = work.ourGigaflops(result.ourMillis());
      line(report, work, result, ourRate, work.ourGigaflops(result.theirMillis()));
      report.figure(work.key() + "-stock", result.time());
      report.figure(work.key() + "-stock-memory", result.memory());
    }
  }

  private static void line(
      BenchReport report, Work work, Race.Result result, double ourRate, double theirRate) {
    report.line(
        work.key(),
        "%8.1f ms, %-10s %9.1f ms: ratio %.2f; memory %5.0f MB to %5.0f MB: ratio %.2f;"
            + " GFLOP/s %.0f to %.0f",
        result.ourMillis(),
        result.other(),
        result.theirMillis(),
        result.time(),
        result.ourMegabytes(),
        result.theirMegabytes(),
        result.memory(),
        ourRate,
        theirRate);
  }

  /** This JVM's own command, but for the main class's arguments. */
  private static List<String> ours() {
    return JavaProcess.command(Worker.class);
  }
}
