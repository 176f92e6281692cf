package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mast4j.cli.report.RunsReport;
import org.mast4j.cli.runs.RunComparison;
import org.mast4j.cli.runs.RunFolder;
import org.mast4j.cli.runs.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mast4j runs}: compares runs of pre-training. */
@Command(
    name = "runs",
    description = {
      "Compares runs of pretrain, also those that still go on, in a table, and with --out in a page:",
      "curves over each other, and the settings that differ."
    })
final class RunsCommand implements Callable<Integer> {
  private static final OutputFile.Kind PAGE =
      new OutputFile.Kind(
          "a page of runs", file -> Files.readString(file).contains("<title>" + RunsReport.TITLE));

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "A run (the model's DIR or its DIR.run), or a folder with runs in it.")
  private List<Path> folders;

  @Option(names = "--out", paramLabel = "HTML", description = "Write the page there.")
  private Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> page = out.map(path -> new OutputFile(path, PAGE));
    Outputs.requireFiles(page.stream().toList(), folders);
    List<RunSummary> summaries = new ArrayList<>();
    for (Path folder : folders) {
      summaries.addAll(find(folder));
    }
    RunComparison comparison = new RunComparison(summaries);
    if (page.isPresent()) {
      comparison.report(page.get().path()).writeHtml(page.get().path());
    }
    print(comparison, spec.commandLine().getOut());
    return 0;
  }

  /** The runs that a path means, in the order of their names. */
  private static List<RunSummary> find(Path path) throws IOException {
    for (RunFolder run : List.of(new RunFolder(path), UnfinishedRun.folder(path))) {
      if (run.isOurs()) {
        return List.of(RunSummary.read(run, name(path)));
      }
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(path + ": no such folder; expected a run, or a folder of runs");
    }
    List<RunSummary> found = new ArrayList<>();
    try (Stream<Path> below = Files.walk(path)) {
      for (Path folder : below.filter(Files::isDirectory).sorted().toList()) {
        RunFolder run = new RunFolder(folder);
        if (run.isOurs()) {
          found.add(RunSummary.read(run, name(path.relativize(folder))));
        }
      }
    }
    if (found.isEmpty()) {
      throw new IOException(path + ": holds no run; expected what pretrain writes beside a model");
    }
    return found;
  }

  /** The model's. */
  private static String name(Path run) {
    String name = run.toString();
    return name.endsWith(RunFolder.SUFFIX)
        ? name.substring(0, name.length() - RunFolder.SUFFIX.length())
        : name;
  }

  private static void print(RunComparison comparison, PrintWriter console) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(comparison.columns());
    comparison.runs().forEach(run -> rows.add(comparison.row(run)));
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElseThrow())
            .toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        line.append(("%-" + widths[c] + "s  ").formatted(row.get(c)));
      }
      console.println(line.toString().stripTrailing());
    }
    console.flush();
  }
}
