package org.mast4j.cli.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.exchange.ModelExporter;

/** Whole processes of ours and of Python with transformers in turns, for one model and one clip. */
public final class StartRace implements Closeable {
  private static final int CLASSES = 527; // AudioSet's, as AST's published weights have
  private static final int SECONDS = 10;

  private final ClipFolder folder = new ClipFolder();
  private final List<String> mast4j;
  private final Path model;
  private final Path exported;
  private final Path clip;

  /**
   * What came out, times in milliseconds.
   *
   * @param ourCpu of all threads; NaN where the system doesn't tell
   */
  public record Result(double ours, double theirs, double ourCpu, double theirCpu) {
    /** Ours to theirs. */
    public double time() {
      return ours / theirs;
    }

    /** Ours to theirs. */
    public double cpu() {
      return ourCpu / theirCpu;
    }
  }

  /**
   * Writes the clip, the model and what transformers reads of it.
   *
   * @param mast4j the command line, without arguments
   */
  public StartRace(List<String> mast4j) throws IOException {
    this.mast4j = mast4j;
    this.clip = folder.write("clip.wav", 440, SECONDS, new Random(1));
    this.model = folder.resolve("model");
    this.exported = folder.resolve("transformers");
    StartModel.write(AstVariants.tiny(), CLASSES, model);
    ModelExporter.write(ModelExporter.convert(StoredModel.read(model), "transformers"), exported);
  }

  /** Where our process leaves its array. */
  public Path ourOutput() {
    return folder.resolve("ours.npy");
  }

  /** Where the peer leaves its array. */
  public Path theirOutput() {
    return folder.resolve("theirs.npy");
  }

  /**
   * Runs a work's processes.
   *
   * @param peer the command that does it too, without arguments; without, their times are NaN
   * @param repeats measured runs of each
   */
  public Result run(StartWork work, Optional<List<String>> peer, int repeats) throws IOException {
    WholeProcess ours =
        new WholeProcess(
            new ProcessBuilder(
                Contestant.command(mast4j, work.arguments(model, clip, ourOutput()))));
    Optional<WholeProcess> theirs =
        peer.map(
                start ->
                    Contestant.command(start, work.peerArguments(exported, clip, theirOutput())))
            .map(Contestant::withoutOurSettings)
            .map(WholeProcess::new);
    List<WholeProcess> all = new ArrayList<>(List.of(ours));
    theirs.ifPresent(all::add);
    for (WholeProcess process : all) {
      process.warmUp();
    }
    for (int i = 0; i < repeats; i++) {
      for (WholeProcess process : all) {
        process.measure();
      }
    }
    return new Result(
        ours.medianMillis(),
        theirs.map(WholeProcess::medianMillis).orElse(Double.NaN),
        ours.medianCpuMillis(),
        theirs.map(WholeProcess::medianCpuMillis).orElse(Double.NaN));
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
