package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.bench.Comparison;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.Measured;
import org.mast4j.cli.bench.Peer;
import org.mast4j.cli.bench.Precision;
import org.mast4j.cli.bench.Roofline;
import org.mast4j.cli.bench.Standings;
import org.mast4j.cli.bench.Work;
import org.mast4j.cli.bench.Worker;
import org.mast4j.cli.doctor.Cpu;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench}: speed beside its peers and stock ND4J. */
@Command(
    name = "bench",
    subcommands = {AudioBenchCommand.class, StartBenchCommand.class, LongBenchCommand.class},
    description = {
      "Measures forward passes and training steps of AST-Base and MAST-Small, in turns with those",
      "of its peers that --python has (PyTorch, ONNX Runtime, OpenVINO; torch 2.11.0, timm 1.0.22,",
      "transformers 4.57.1 are needed for all), each in a process of its own. Prints ratios of",
      "median times and of peak memory, ours to theirs: below 1 we are better; GFLOP/s of each one's",
      "products, and what share that is of the rate of large products; at the end ours to the best",
      "peer at the same precision, beside the goal. docs/performance.md tells how to read it."
    })
final class BenchCommand implements Callable<Integer> {
  /** What the engine reads. */
  private static final String PRECISION = "-Dorg.mast4j.precision=";

  private static final String STOCK = "stock ND4J";

  /** It is slow. */
  private static final int STOCK_REPEATS = 2;

  /** Of what a bar shows. */
  private static final int PER_CENT = 100;

  @Spec private CommandSpec spec;

  @Option(names = "--python", paramLabel = "PATH", description = "A Python that has the peers.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> json;

  @Option(
      names = "--work",
      split = ",",
      paramLabel = "KEY",
      description = "Only these, such as mast-small-forward-16.")
  private List<String> works = List.of();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "KEY",
      description =
          "Only at these precisions: f32, bf16, int8. Default: those for which a work has a goal.")
  private List<String> precisions = List.of();

  @Option(
      names = "--peer",
      split = ",",
      paramLabel = "KEY",
      description =
          "Only beside these, such as openvino. Default: all but torch.compile, which compiles for"
              + " minutes.")
  private List<String> peers = List.of();

  @Option(
      names = "--repeats",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "5",
      paramLabel = "N",
      description = "Measured calls of each, at least (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--stock",
      description = "Beside stock ND4J, too; that takes minutes and many gigabytes.")
  private boolean stock;

  /** A work at a precision. */
  private record Case(Work work, Precision precision) {
    @Override
    public String toString() {
      return Keys.of(work) + " " + Keys.of(precision);
    }
  }

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> figures = json.map(file -> new OutputFile(file, BenchReport.KIND));
    Outputs.requireFiles(figures.stream().toList(), List.of());
    List<Case> cases = cases();
    List<Peer> usual = Arrays.stream(Peer.values()).filter(peer -> !peer.compiles()).toList();
    List<Peer> rivals = rivals(python, peers, usual);
    try (BenchReport report = new BenchReport(spec.commandLine().getOut(), "peer_worker.py")) {
      report.cpu(Cpu.here());
      ComparisonReport lines = new ComparisonReport(report);
      Comparison comparison = new Comparison(commands(report.script()), repeats);
      List<Peer> products = products(cases);
      lines.roofline(
          withBar("large products", listener -> comparison.runRoofline(products, listener)));
      for (Case each : cases) {
        lines.add(
            each.work,
            each.precision,
            withBar(
                each.toString(),
                listener -> comparison.run(each.work, each.precision, rivals, listener)));
        if (stock && each.precision == Precision.F32) {
          besideStock(each.work, report);
        }
      }
      lines.conclude();
      if (figures.isPresent()) {
        report.write(figures.get());
      }
      if (lines.wrong().isPresent()) {
        throw new IOException(lines.wrong().get());
      }
    }
    return 0;
  }

  private List<Case> cases() {
    List<Work> chosen = chosen(Work.class, "work", works);
    List<Precision> at = chosen(Precision.class, "precision", precisions);
    List<Case> cases = new ArrayList<>();
    for (Work work : chosen) {
      for (Precision precision : work.precisions()) {
        boolean wanted = !precisions.isEmpty() || work.goal(precision).isPresent();
        if (wanted && at.contains(precision)) {
          cases.add(new Case(work, precision));
        }
      }
    }
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing trains in int8; choose another --at, or a forward --work");
    }
    return cases;
  }

  /**
   * Those who are asked to take part.
   *
   * @param keys of the option --peer
   * @param usual where there are no keys
   */
  static List<Peer> rivals(Optional<String> python, List<String> keys, List<Peer> usual) {
    if (python.isEmpty()) {
      if (!keys.isEmpty()) {
        throw new IllegalArgumentException("--peer without --python; name a Python that has them");
      }
      return List.of();
    }
    return keys.isEmpty() ? usual : chosen(Peer.class, "peer", keys);
  }

  /** All constants where no key is given. */
  static <E extends Enum<E>> List<E> chosen(Class<E> type, String kind, List<String> keys) {
    return keys.isEmpty()
        ? List.of(type.getEnumConstants())
        : keys.stream().map(key -> Keys.find(type, kind, key)).distinct().toList();
  }

  /** Those whose large products are the measure of these cases. */
  private List<Peer> products(List<Case> cases) {
    if (python.isEmpty()) {
      return List.of();
    }
    boolean bfloat16 = cases.stream().anyMatch(each -> each.precision == Precision.BF16);
    return bfloat16 ? List.of(Peer.TORCH, Peer.TORCH_AUTOCAST) : List.of(Peer.TORCH);
  }

  /** A command of ours at a precision, to which arguments may be added. */
  static List<String> ours(Class<?> main, Precision precision) {
    return new ArrayList<>(JavaProcess.command(main, PRECISION + Keys.of(precision)));
  }

  /** The command of a peer, with as many threads as we have. */
  static List<String> theirs(String python, String script, Peer peer, String work) {
    String threads = String.valueOf(Runtime.getRuntime().availableProcessors());
    return List.of(python, script, Keys.of(peer), work, threads);
  }

  private Comparison.Commands commands(String script) {
    return new Comparison.Commands() {
      @Override
      public List<String> roofline() {
        return JavaProcess.command(Roofline.class);
      }

      @Override
      public List<String> ours(Work work, Precision precision) {
        List<String> command = BenchCommand.ours(Worker.class, precision);
        command.add(Keys.of(work));
        return command;
      }

      @Override
      public List<String> peer(Peer peer, String work) {
        return theirs(python.orElseThrow(), script, peer, work);
      }
    };
  }

  /** Something that takes its time and tells how it goes on. */
  @FunctionalInterface
  interface Measuring {
    Standings run(Comparison.Listener listener) throws IOException;
  }

  static Standings withBar(String job, Measuring measuring) throws IOException {
    try (ProgressBars bars = new ProgressBars()) {
      bars.begin(job, PER_CENT);
      Standings standings =
          measuring.run((share, what) -> bars.stepTo((int) (PER_CENT * share), what));
      bars.stepTo(PER_CENT, "");
      return standings;
    }
  }

  private static void besideStock(Work work, BenchReport report) throws IOException {
    List<String> planned = JavaProcess.command(Worker.class);
    List<String> unplanned = JavaProcess.command(Worker.class, "-Dorg.mast4j.engine=none");
    planned.add(Keys.of(work));
    unplanned.add(Keys.of(work));
    Standings standings =
        withBar(
            Keys.of(work) + " stock",
            listener ->
                Comparison.times(planned, Map.of(STOCK, unplanned), STOCK_REPEATS, listener));
    report.missing(standings);
    Measured ours = standings.ours();
    for (Measured other : standings.others()) {
      double time = ours.timeTo(other);
      double memory = ours.memoryTo(other);
      report.line(
          "  " + other.name(),
          "%8.1f ms beside our %.1f ms, %6.0f MB; ratio %.2f, of memory %.2f",
          other.millis(),
          ours.millis(),
          other.megabytes(),
          time,
          memory);
      report.figure(Keys.of(work) + "-stock", time);
      report.figure(Keys.of(work) + "-stock-memory", memory);
    }
  }
}
