package org.mast4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mast4j.cli.quickstart.Quickstart;
import org.mast4j.cli.quickstart.QuickstartPictures;
import org.mast4j.cli.report.QuickstartReport;
import org.mast4j.notebook.picture.Png;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j quickstart}: the main job on the embedded data set, with a report. */
@Command(
    name = "quickstart",
    description = {
      "Renders 3,120 notes of twelve instrument families, pre-trains a small MAST on them without",
      "labels, and shows what that is worth on unseen pitches and velocities."
    })
final class QuickstartCommand implements Callable<Integer> {
  private static final OutputFile.Kind NUMBERS =
      new OutputFile.Kind(
          "a quickstart's numbers", file -> Files.readString(file).contains("\"probe_logmel\""));
  private static final OutputFile.Kind PAGE =
      new OutputFile.Kind(
          "a quickstart's report",
          file -> Files.readString(file).contains("<title>" + QuickstartReport.TITLE));
  private static final OutputFile.Kind PICTURE = new OutputFile.Kind("a picture", Png::isOurs);

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "quickstart-out",
      description = "Where report.html, result.json and the model go (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--seed",
      converter = Bounds.Seed.class,
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of data, weights and training (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    OutputFile numbers = new OutputFile(out.resolve("result.json"), NUMBERS);
    OutputFile page = new OutputFile(out.resolve("report.html"), PAGE);
    OutputFile picture = new OutputFile(out.resolve("overview.png"), PICTURE);
    Path model = out.resolve("model");
    Outputs.requireFiles(List.of(numbers, page, picture), List.of());
    Outputs.requireModel(model, List.of());
    long start = System.nanoTime();
    Quickstart.Result result;
    try (ProgressBars progress = new ProgressBars()) {
      result = Quickstart.standard(seed, progress).run();
    }
    TrainedModel.write(result.model(), model);
    double seconds = (System.nanoTime() - start) / 1e9;
    numbers.write(json(result, seconds));
    QuickstartReport report = QuickstartPictures.report(result, seed, seconds);
    report.writeHtml(page.path());
    picture.write(report.overviewPng());
    table(result, seconds);
    return 0;
  }

  private static byte[] json(Quickstart.Result result, double seconds) throws IOException {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("chance", result.chance());
    numbers.put("probe_logmel", result.probeLogMel());
    numbers.put("probe_random", result.probeRandom());
    numbers.put("probe_pretrained", result.probePretrained());
    numbers.put("probe_gain_ci95", List.of(result.gain().low(), result.gain().high()));
    numbers.put(
        "probe_gain_logmel_ci95",
        List.of(result.gainOverLogMel().low(), result.gainOverLogMel().high()));
    numbers.put("finetune_random", result.finetuneRandom());
    numbers.put("finetune_pretrained", result.finetunePretrained());
    numbers.put("seconds", seconds);
    result
        .speedup()
        .ifPresent(
            speedup -> {
              numbers.put("step_ms", speedup.plannedMillis());
              numbers.put("step_ms_stock", speedup.stockMillis());
            });
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(numbers);
  }

  private void table(Quickstart.Result result, double seconds) {
    PrintWriter console = spec.commandLine().getOut();
    console.println();
    console.println(
        String.format(
            Locale.ROOT, "accuracy on the test split      %d clips", result.testLabels().length));
    console.println(
        String.format(
            Locale.ROOT, "  chance                        %5.1f %%", 100 * result.chance()));
    console.println(
        String.format(
            Locale.ROOT, "  linear probe, mean log-mel    %5.1f %%", 100 * result.probeLogMel()));
    console.println(
        String.format(
            Locale.ROOT, "  linear probe, random MAST     %5.1f %%", 100 * result.probeRandom()));
    console.println(
        String.format(
            Locale.ROOT,
            "  linear probe, SS-MAST         %5.1f %%   gain over random %+.1f..%+.1f points (95 %%)",
            100 * result.probePretrained(),
            100 * result.gain().low(),
            100 * result.gain().high()));
    console.println(
        String.format(
            Locale.ROOT,
            "  fine-tuned from random        %5.1f %%",
            100 * result.finetuneRandom()));
    console.println(
        String.format(
            Locale.ROOT,
            "  fine-tuned from SS-MAST       %5.1f %%",
            100 * result.finetunePretrained()));
    console.println();
    result.speedup().ifPresent(speedup -> console.println(speedup.sentence()));
    console.println(
        String.format(
            Locale.ROOT,
            "%s, %s and %s written in %.0f s",
            out.resolve("report.html"),
            out.resolve("result.json"),
            out.resolve("model"),
            seconds));
    console.flush();
  }
}
