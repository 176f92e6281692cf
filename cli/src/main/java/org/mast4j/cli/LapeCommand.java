package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mast4j.cli.doctor.Doctor;
import org.mast4j.cli.report.LapeReport;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.lape.Contestant;
import org.mast4j.ssl.lape.Lape;
import org.mast4j.ssl.lape.LapeResult;
import org.mast4j.ssl.lape.LapeTable;
import org.mast4j.ssl.lape.LapeUnit;
import org.mast4j.ssl.lape.Lineup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j lape}: models tried on tasks. */
@Command(
    name = "lape",
    description = {
      "Tries models on labelled tasks, LAPE's eight or one's own, by fine-tuning and by linear",
      "probes, each at several seeds, beside the same encoders with random weights and logistic",
      "regression on the mean log-mel. Writes a table as results.md, results.csv and index.html.",
      "Each number's file in DIR/units is kept: the same command goes on where it was interrupted,",
      "and does only what is new where the file has changed. The file: docs/lape.md."
    })
final class LapeCommand implements Callable<Integer> {
  private CommandSpec spec;
  @Mixin private SetOption set;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "YAML",
      description = {
        "Tasks, models, seeds, methods and the settings of fine-tuning; relative paths are those of",
        "its folder."
      })
  private Path configFile;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "For the results.")
  private Path out;

  @Spec
  void spec(CommandSpec commandSpec) {
    spec = commandSpec;
    Map<String, List<SettingInfo>> keys = new LinkedHashMap<>();
    keys.put("Keys, also for --set:", LapeSettings.keys());
    keys.put("Keys of a task, tasks.NAME:", Settings.describe(LapeTask.class));
    keys.put("Keys of a model, models.NAME:", Settings.describe(LapeModel.class));
    SetOption.help(spec, keys);
  }

  @Override
  public Integer call() throws IOException {
    LapeConfig read = LapeConfig.read(configFile);
    LapeConfig config = set.apply(read::with, Map.of());
    LapeFolder folder = new LapeFolder(out);
    folder.requireWritable(inputs(config, folder));
    PrintWriter console = spec.commandLine().getOut();
    List<Contestant> models = new ArrayList<>();
    for (Map.Entry<String, LapeModel> named : config.models().entrySet()) {
      models.add(named.getValue().contestant(named.getKey()));
    }
    Lineup lineup = new Lineup(models);
    LapeClips clips = new LapeClips(config, console);
    LapeSettings settings = config.settings();
    List<LapeUnit> units =
        Lape.units(
            clips.folds(), lineup, settings.methods(), settings.seeds(), settings.fineTuning());
    int stored = stored(folder, units);
    if (stored > 0) {
      console.println("%s: %d of %d numbers are there".formatted(out, stored, units.size()));
      console.flush();
    }
    folder.begin(config, Doctor.machine(version()));
    Optional<Map<LapeUnit, LapeResult>> results;
    try (Interruption interruption = new Interruption(console);
        LapeProgress progress =
            new LapeProgress(units.size(), stored, settings.fineTuning().epochs())) {
      clips.beforeReading(progress::hide);
      results = Lape.run(units, folder.units(), clips, interruption::requested, progress);
      if (results.isEmpty()) {
        interruption.partingWords("interrupted; the same command goes on with what is left");
        return 1;
      }
    }
    LapeTable table =
        new LapeTable(clips.tasks(), settings.methods(), settings.seeds(), lineup, results.get());
    LapeReport report = new LapeReport(table);
    folder.end(report);
    console.println(report.markdown());
    console.println(folder.page() + " written");
    console.flush();
    return 0;
  }

  private static int stored(LapeFolder folder, List<LapeUnit> units) throws IOException {
    int stored = 0;
    for (LapeUnit unit : units) {
      stored += folder.units().find(unit).isPresent() ? 1 : 0;
    }
    return stored;
  }

  /** What must stay as it is; the folder's own settings are written anew. */
  private List<Path> inputs(LapeConfig config, LapeFolder folder) {
    Path own = folder.settings().toAbsolutePath().normalize();
    return Stream.of(
            Stream.of(configFile).filter(file -> !file.toAbsolutePath().normalize().equals(own)),
            config.tasks().values().stream().flatMap(t -> t.path().stream()).map(Path::of),
            config.models().values().stream().flatMap(m -> m.path().stream()).map(Path::of))
        .flatMap(paths -> paths)
        .toList();
  }

  /** MAST4J's own. */
  private String version() {
    return spec.root().version()[0].replace("mast4j ", "");
  }
}
