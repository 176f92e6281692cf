package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.bench.AudioWork;
import org.mast4j.cli.bench.AudioWorker;
import org.mast4j.cli.bench.JavaProcess;
import org.mast4j.cli.bench.Keys;
import org.mast4j.cli.bench.Measured;
import org.mast4j.cli.bench.MemoryUse;
import org.mast4j.cli.bench.Standings;
import org.mast4j.cli.bench.WavToPatches;
import org.mast4j.cli.doctor.Cpu;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j bench audio}: speed beside torchaudio and librosa, and memory over many clips. */
@Command(
    name = "audio",
    description = {
      "Measures the log-mel of clips of 10 s, in turns with torchaudio and librosa (where --python",
      "has torch 2.11.0, torchaudio 2.11.0 and librosa 0.11.0), each in a process of its own; and",
      "from a folder of wav files of 1 s to batches of patches: clips a second, and memory over",
      "many of them. Prints median milliseconds of a clip and ratios, ours to theirs: below 1 we",
      "are faster."
    })
final class AudioBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--python", paramLabel = "PATH", description = "A Python that has torchaudio.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> json;

  @Option(
      names = "--repeats",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "9",
      paramLabel = "N",
      description = "Measured calls of each (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--folder",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "1000",
      paramLabel = "N",
      description = "Wav files in the folder (default ${DEFAULT-VALUE}).")
  private int folder;

  @Option(
      names = "--clips",
      converter = Bounds.AtLeastOne.class,
      defaultValue = "20000",
      paramLabel = "N",
      description = "Clips over which memory is watched (default ${DEFAULT-VALUE}).")
  private int clips;

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> figures = json.map(file -> new OutputFile(file, BenchReport.KIND));
    Outputs.requireFiles(figures.stream().toList(), List.of());
    try (BenchReport report = new BenchReport(spec.commandLine().getOut(), "audio_worker.py")) {
      report.cpu(Cpu.here());
      for (AudioWork work : AudioWork.values()) {
        run(work, report);
      }
      try (WavToPatches wavToPatches = new WavToPatches(folder)) {
        measure(wavToPatches, report);
      }
      if (figures.isPresent()) {
        report.write(figures.get());
      }
    }
    return 0;
  }

  private void run(AudioWork work, BenchReport report) throws IOException {
    String key = Keys.of(work);
    List<String> ours = JavaProcess.command(AudioWorker.class);
    Optional<List<String>> theirs = python.map(path -> List.of(path, report.script()));
    Standings standings =
        BenchCommand.withBar(key, listener -> work.run(ours, theirs, repeats, listener));
    double millis = standings.ours().millis();
    report.line(key, "%18.2f ms", millis);
    report.figure(key + "-ms", millis);
    for (Measured other : standings.others()) {
      double ratio = standings.ours().timeTo(other);
      report.line(
          "  %-32s".formatted(other.name()), // wider than our keys
          "%8.2f ms: ratio %.2f%s",
          other.millis(),
          ratio,
          ComparisonReport.toGoal(standings, other, ratio, work.goal()));
    }
    report.missing(standings);
    standings.ratio().ifPresent(ratio -> report.figure(key, ratio));
  }

  private void measure(WavToPatches wavToPatches, BenchReport report) throws IOException {
    FrontEndConfig kaldi = FrontEndConfig.kaldi();
    FrontEndConfig librosa = FrontEndConfig.librosa();
    rate(report, BenchReport.WAV_TO_PATCHES + "-kaldi", wavToPatches.speed(kaldi, repeats));
    rate(report, BenchReport.WAV_TO_PATCHES + "-librosa", wavToPatches.speed(librosa, repeats));
    rate(
        report, BenchReport.WAV_TO_PATCHES + "-cached", wavToPatches.cachedSpeed(librosa, repeats));
    WavToPatches.Growth growth = wavToPatches.growth(librosa, clips);
    memory(report, "after " + growth.earlyClips() + " clips", growth.early());
    memory(report, "after " + growth.lateClips() + " clips", growth.late());
    report.figure(BenchReport.WAV_TO_PATCHES + "-memory-growth", growth.ratio());
    report.figure(BenchReport.WAV_TO_PATCHES + "-memory-mb", growth.late().residentMegabytes());
  }

  private static void rate(BenchReport report, String key, WavToPatches.Speed speed) {
    report.line(
        key, "%8.0f clips/s, %.2f ms of CPU a clip", speed.clipsPerSecond(), speed.cpuMillis());
    report.figure(key + "-clips-per-second", speed.clipsPerSecond());
    report.figure(key + "-cpu-ms", speed.cpuMillis());
  }

  private static void memory(BenchReport report, String when, MemoryUse memory) {
    report.line(
        BenchReport.WAV_TO_PATCHES + "-memory",
        "%8.0f MB %s; Java's heap %.0f MB, live in it %.0f MB",
        memory.residentMegabytes(),
        when,
        memory.heapMegabytes(),
        memory.liveMegabytes());
  }
}
