package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mast4j.cli.studio.ModelFiles;
import org.mast4j.cli.studio.Neighbours;
import org.mast4j.cli.studio.Studio;
import org.mast4j.cli.studio.StudioLimits;
import org.mast4j.cli.studio.StudioModel;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Windowing;
import org.mast4j.zoo.inference.AudioExplorer;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mast4j studio}: a page to play with a model. */
@Command(
    name = "studio",
    description = {
      "Shows in the browser what a model makes of clips: drop or record one, see its spectrogram, what"
          + " the model attends to, its classes over time and the nearest clips of a folder.",
      "For browsers and programs on this machine, until Ctrl-C."
    })
final class StudioCommand implements Callable<Integer> {
  private static final long GLANCE_MILLIS = 100;
  private static final int LAST_PORT = 65_535;
  private static final int MEGABYTE = 1 << 20;

  /** A sample at the lowest rate there is. */
  private static final double LEAST_SECONDS = 1e-3;

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Option(
      names = "--neighbours",
      paramLabel = "FOLDER",
      description = "Audio files to compare clips with; they are embedded first.")
  private Optional<Path> folder;

  @Option(
      names = "--port",
      converter = Bounds.AtLeastZero.class,
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Where to listen on 127.0.0.1 (default: any port that is free).")
  private int port;

  @Option(
      names = "--max-megabytes",
      converter = Bounds.Positive.class,
      defaultValue = "32",
      paramLabel = "MB",
      description = "The largest file that is taken (default: ${DEFAULT-VALUE}).")
  private double megabytes;

  @Option(
      names = "--max-seconds",
      converter = Bounds.Positive.class,
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "What is looked at of a longer clip (default: the first ${DEFAULT-VALUE}).")
  private double seconds;

  @Mixin private LongClips longClips;

  @Override
  public Integer call() throws IOException {
    if (port > LAST_PORT) {
      throw new ParameterException(
          spec.commandLine(), "--port is " + port + "; expected a number from 0 to " + LAST_PORT);
    }
    StudioLimits limits =
        StudioLimits.DEFAULT.withClips(
            Math.max(1, (long) (megabytes * MEGABYTE)), Math.max(LEAST_SECONDS, seconds));
    List<Path> files = folder.isPresent() ? audioFiles(folder.get()) : List.of();
    ModelFiles modelFiles = ModelFiles.of(model.path());
    StoredModel stored = sliding(model.read());
    long parameters = stored.weights().parameterCount();
    try (AudioExplorer explorer = new AudioExplorer(stored)) {
      stored.weights().toMap().values().forEach(INDArray::close); // the explorer has copies
      Neighbours neighbours = neighbours(stored, explorer, files);
      String name = String.valueOf(model.path().toAbsolutePath().normalize().getFileName());
      serve(new StudioModel(name, stored, parameters, explorer, modelFiles, neighbours), limits);
    } catch (IllegalArgumentException e) {
      throw new IOException(model.path() + ": " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  /**
   * With windows along all of a clip, also where the model goes by the first alone, as one that was
   * fine-tuned on short clips may: here one wants to see the others.
   */
  private StoredModel sliding(StoredModel original) {
    StoredModel asked = longClips.applyTo(original);
    return longClips.isGiven() || asked.windowing().hop().isPresent()
        ? asked
        : asked.withWindowing(Windowing.halfOverlap(asked.frontEnd()));
  }

  /** Until the process is told to end. */
  private void serve(StudioModel shown, StudioLimits limits) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    try (Interruption interruption = new Interruption(console);
        Studio studio = Studio.start(shown, limits, port, Failures::sentence)) {
      interruption.partingWords("studio is closed");
      console.println("studio is open at " + studio.address() + " (Ctrl-C closes it)");
      console.flush();
      while (!interruption.requested()) {
        Thread.sleep(GLANCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Path> audioFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new AudioException(folder, "no such folder; check the path");
    }
    List<Path> files = Neighbours.filesOf(folder);
    if (files.isEmpty()) {
      throw new AudioException(folder, "no audio files in it; name a folder of recordings");
    }
    return files;
  }

  private Neighbours neighbours(StoredModel stored, AudioExplorer explorer, List<Path> files)
      throws AudioException {
    if (files.isEmpty()) {
      return Neighbours.none();
    }
    BadClips bad = BadClips.skipped();
    Neighbours neighbours;
    try (ProgressBars bars = new ProgressBars()) {
      bars.begin("embedding", files.size());
      neighbours =
          Neighbours.embed(stored, explorer, folder.orElseThrow(), files, bad, bars::stepTo);
    }
    PrintWriter err = spec.commandLine().getErr();
    bad.problems().forEach(problem -> err.println("left out: " + Failures.sentence(problem)));
    return neighbours;
  }
}
