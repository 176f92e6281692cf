package org.mast4j.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.examples.bench.AudioWork;
import org.mast4j.examples.bench.AudioWorker;
import org.mast4j.examples.bench.JavaProcess;
import org.mast4j.examples.bench.MemoryUse;
import org.mast4j.examples.bench.Race;
import org.mast4j.examples.bench.WavToPatches;
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
  private static final String SCRIPT = "/org/mast4j/examples/bench/audio_worker.py";

  @Spec private CommandSpec spec;

  @Option(names = "--python", paramLabel = "PATH", description = "A Python that has torchaudio.")
  private Optional<String> python;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there as well.")
  private Optional<Path> json;

  @Option(
      names = "--repeats",
      defaultValue = "9",
      paramLabel = "N",
      description = "Measured calls of each (default ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--folder",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Wav files in the folder (default ${DEFAULT-VALUE}).")
  private int folder;

  @Option(
      names = "--clips",
      defaultValue = "20000",
      paramLabel = "N",
      description = "Clips over which memory is watched (default ${DEFAULT-VALUE}).")
  private int clips;

  private final Map<String, Double> figures = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    requirePositive("--repeats", repeats);
    requirePositive("--folder", folder);
    requirePositive("--clips", clips);
    if (python.isPresent()) {
      race(python.get());
    } else {
      runAlone();
    }
    try (WavToPatches wavToPatches = new WavToPatches(folder)) {
      measure(wavToPatches);
    }
    if (json.isPresent()) {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.get().toFile(), figures);
    }
    return 0;
  }

  private void requirePositive(String option, int value) {
    if (value < 1) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), option + " must be positive, was " + value);
    }
  }

  private void race(String python) throws IOException {
    Path script = Files.createTempFile("mast4j-bench", ".py");
    try (InputStream source =
        Objects.requireNonNull(AudioBenchCommand.class.getResourceAsStream(SCRIPT))) {
      Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
      for (AudioWork work : AudioWork.values()) {
        Race.Result result =
            work.race(
                JavaProcess.command(AudioWorker.class),
                List.of(python, script.toString()),
                repeats);
        line(
            work.key(),
            "%8.2f ms, %-31s %8.2f ms: ratio %.2f",
            result.ourMillis(),
            result.other(),
            result.theirMillis(),
            result.time());
        figures.put(work.key(), result.time());
        figures.put(work.key() + "-ms", result.ourMillis());
      }
    } finally {
      Files.delete(script);
    }
  }

  private void runAlone() throws IOException {
    for (AudioWork work : AudioWork.values()) {
      double millis = work.alone(JavaProcess.command(AudioWorker.class), repeats);
      line(work.key(), "%8.2f ms", millis);
      figures.put(work.key() + "-ms", millis);
    }
  }

  private void measure(WavToPatches wavToPatches) throws IOException {
    FrontEndConfig kaldi = FrontEndConfig.kaldi();
    FrontEndConfig librosa = FrontEndConfig.librosa();
    rate("wav-to-patches-kaldi", wavToPatches.speed(kaldi, repeats));
    rate("wav-to-patches-librosa", wavToPatches.speed(librosa, repeats));
    rate("wav-to-patches-cached", wavToPatches.cachedSpeed(librosa, repeats));
    WavToPatches.Growth growth = wavToPatches.growth(librosa, clips);
    memory("after " + growth.earlyClips() + " clips", growth.early());
    memory("after " + growth.lateClips() + " clips", growth.late());
    figures.put("wav-to-patches-memory-growth", growth.ratio());
    figures.put("wav-to-patches-memory-mb", growth.late().residentMegabytes());
  }

  private void rate(String key, WavToPatches.Speed speed) {
    line(key, "%8.0f clips/s, %.2f ms of CPU a clip", speed.clipsPerSecond(), speed.cpuMillis());
    figures.put(key + "-clips-per-second", speed.clipsPerSecond());
    figures.put(key + "-cpu-ms", speed.cpuMillis());
  }

  private void memory(String when, MemoryUse memory) {
    line(
        "wav-to-patches-memory",
        "%8.0f MB %s; Java's heap %.0f MB, live in it %.0f MB",
        memory.residentMegabytes(),
        when,
        memory.heapMegabytes(),
        memory.liveMegabytes());
  }

  private void line(String key, String format, Object... values) {
    PrintWriter console = spec.commandLine().getOut();
    console.println(
        String.format(Locale.ROOT, "%-24s ", key) + String.format(Locale.ROOT, format, values));
    console.flush();
  }
}
