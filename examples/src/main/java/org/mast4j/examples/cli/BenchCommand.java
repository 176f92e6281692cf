package org.mast4j.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.examples.bench.JavaProcess;
import org.mast4j.examples.bench.Race;
import org.mast4j.examples.bench.Roofline;
import org.mast4j.examples.bench.Work;
import org.mast4j.examples.bench.Worker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench}: speed beside PyTorch and stock ND4J. */
@Command(
    name = "bench",
    subcommands = AudioBenchCommand.class,
    description = {
      "Measures forward passes and training steps of AST-Base and MAST-Small, in turns with PyTorch",
      "(where --python has torch 2.11.0, timm 1.0.22 and transformers 4.57.1) and with stock ND4J,",
      "each in a process of its own. Prints ratios of median times and of peak memory, ours to",
      "theirs: below 1 we are better. Beside them the GFLOP/s of the encoder's products, with PyTorch",
      "also the rate that a large matrix product alone reaches."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String SCRIPT = "/org/mast4j/examples/bench/torch_worker.py";

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
    List<Work> works =
        only.isEmpty() ? List.of(Work.values()) : only.stream().map(Work::of).toList();
    Map<String, Double> ratios = new LinkedHashMap<>();
    Path script = Files.createTempFile("mast4j-bench", ".py");
    try (InputStream source =
        Objects.requireNonNull(BenchCommand.class.getResourceAsStream(SCRIPT))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
      if (python.isPresent()) {
        roofline(List.of(python.get(), script.toString(), Roofline.KEY), ratios);
      }
      for (Work work : works) {
        run(work, script, ratios);
      }
    } finally {
      Files.delete(script);
    }
    if (json.isPresent()) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.get().toFile(), ratios);
    }
    return 0;
  }

  private void roofline(List<String> torch, Map<String, Double> ratios) throws IOException {
    Race.Result result = Race.run(JavaProcess.command(Roofline.class), "PyTorch", torch, repeats);
    double ours = Roofline.gigaflops(result.ourMillis());
    double theirs = Roofline.gigaflops(result.theirMillis());
    ratios.put(Roofline.KEY + "-gflops", ours);
    ratios.put(Roofline.KEY + "-gflops-pytorch", theirs);
    PrintWriter console = spec.commandLine().getOut();
    console.println(
        String.format(
            Locale.ROOT,
            "%-24s %8.0f GFLOP/s, %-10s %5.0f GFLOP/s: large matrix products",
            Roofline.KEY,
            ours,
            result.other(),
            theirs));
    console.flush();
  }

  private void run(Work work, Path script, Map<String, Double> ratios) throws IOException {
    if (python.isPresent()) {
      List<String> torch = List.of(python.get(), script.toString(), work.key());
      Race.Result result = Race.run(work, ours(), "PyTorch", torch, repeats);
      report(work, result);
      ratios.put(work.key(), result.time());
      ratios.put(work.key() + "-memory", result.memory());
      ratios.put(work.key() + "-gflops", work.gigaflops(result.ourMillis()));
      ratios.put(work.key() + "-gflops-pytorch", work.gigaflops(result.theirMillis()));
    }
    if (!noStock) {
      List<String> stock = new ArrayList<>(ours());
      stock.add(1, "-Dorg.mast4j.onednn=off");
      stock.add(work.key());
      Race.Result result = Race.run(work, ours(), "stock ND4J", stock, 2);
      report(work, result);
      ratios.put(work.key() + "-stock", result.time());
      ratios.put(work.key() + "-stock-memory", result.memory());
    }
  }

  private void report(Work work, Race.Result result) {
    PrintWriter console = spec.commandLine().getOut();
    console.println(
        String.format(
            Locale.ROOT,
            "%-24s %8.1f ms, %-10s %9.1f ms: ratio %.2f; memory %5.0f MB to %5.0f MB: ratio %.2f;"
                + " GFLOP/s %.0f to %.0f",
            work.key(),
            result.ourMillis(),
            result.other(),
            result.theirMillis(),
            result.time(),
            result.ourMegabytes(),
            result.theirMegabytes(),
            result.memory(),
            work.gigaflops(result.ourMillis()),
            work.gigaflops(result.theirMillis())));
    console.flush();
  }

  /** This JVM's own command, but for the main class's arguments. */
  private static List<String> ours() {
    return JavaProcess.command(Worker.class);
  }
}
