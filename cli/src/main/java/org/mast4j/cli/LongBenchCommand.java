package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.bench.Comparison;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.LongWork;
import org.mast4j.cli.bench.LongWorker;
import org.mast4j.cli.bench.Peer;
import org.mast4j.cli.bench.Precision;
import org.mast4j.cli.bench.Standings;
import org.mast4j.cli.doctor.Cpu;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench long}: clips of minutes at one stroke. */
@Command(
    name = "long",
    description = {
      "Measures time and memory of one clip of 10 s to 5 minutes, all of it at one stroke, by",
      "AST-Base and MAST-Small, in turns with those of their peers that --python has (PyTorch with",
      "scaled_dot_product_attention, OpenVINO), each in a process of its own. Where a call of one",
      "takes more than 20 s, the first call of each is what counts. A peer may take half of the",
      "machine's memory. AST-Base's 5 minutes are 36,000 tokens, a call of minutes in float32."
    })
final class LongBenchCommand implements Callable<Integer> {
  /** Those that needn't hold all scores of an attention at once. */
  private static final List<Peer> USUAL_PEERS =
      List.of(Peer.TORCH, Peer.TORCH_AUTOCAST, Peer.OPENVINO, Peer.OPENVINO_BF16);

  @Spec private CommandSpec spec;

  @Option(names = "--python", paramLabel = "PATH", description = "A Python that has the peers.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> json;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw the figures there, as a PNG.")
  private Optional<Path> picture;

  @Option(
      names = "--work",
      split = ",",
      paramLabel = "KEY",
      description =
          "Only these: an encoder and the clip's seconds, such as ast-base-300s. Default: ast-base"
              + " and mast-small, 10, 30, 60, 120 and 300 s.")
  private List<String> works = List.of();

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "KEY",
      description = "At these precisions: f32, bf16. Default: f32.")
  private List<String> precisions = List.of();

  @Option(
      names = "--peer",
      split = ",",
      paramLabel = "KEY",
      description = "Only beside these. Default: PyTorch and OpenVINO, in each precision.")
  private List<String> peers = List.of();

  @Option(
      names = "--repeats",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "3",
      paramLabel = "N",
      description = "Measured calls of each, at least (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> figures = json.map(file -> new OutputFile(file, BenchReport.KIND));
    Optional<OutputFile> drawn = picture.map(file -> new OutputFile(file, LongClipsPicture.KIND));
    List<OutputFile> outputs = new ArrayList<>(figures.stream().toList());
    drawn.ifPresent(outputs::add);
    Outputs.requireFiles(outputs, List.of());
    List<LongWork> chosen =
        works.isEmpty() ? LongWork.USUAL : works.stream().map(LongWork::of).distinct().toList();
    List<Precision> at =
        precisions.isEmpty()
            ? List.of(Precision.F32)
            : BenchCommand.chosen(Precision.class, "precision", precisions);
    List<Peer> rivals = BenchCommand.rivals(python, peers, USUAL_PEERS);
    try (BenchReport report = new BenchReport(spec.commandLine().getOut(), "peer_worker.py")) {
      report.cpu(Cpu.here());
      LongClipsReport lines = new LongClipsReport(report);
      for (Precision precision : at) {
        for (LongWork work : chosen) {
          lines.add(work, precision, standings(work, precision, rivals, report.script()));
        }
      }
      if (figures.isPresent()) {
        report.write(figures.get());
      }
      if (drawn.isPresent()) {
        LongClipsPicture.write(lines.results(), drawn.get());
      }
    }
    return 0;
  }

  private Standings standings(LongWork work, Precision precision, List<Peer> rivals, String script)
      throws IOException {
    List<String> ours = BenchCommand.ours(LongWorker.class, precision);
    ours.add(work.key());
    Map<String, List<String>> others = new LinkedHashMap<>();
    rivals.stream()
        .filter(peer -> peer.precision() == precision)
        .forEach(
            peer ->
                others.put(
                    peer.title(),
                    BenchCommand.theirs(python.orElseThrow(), script, peer, work.key())));
    return BenchCommand.withBar(
        work.key() + " " + Keys.of(precision),
        listener -> Comparison.times(ours, others, repeats, listener));
  }
}
