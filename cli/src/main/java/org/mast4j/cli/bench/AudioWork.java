package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;

/** The log-mel of a clip of 10 s. */
public enum AudioWork {
  KALDI_1_THREAD(FrontEndConfig.kaldi(), "torchaudio", false),
  KALDI_ALL_THREADS(FrontEndConfig.kaldi(), "torchaudio", true),
  LIBROSA_1_THREAD(FrontEndConfig.librosa(), "librosa", false),
  LIBROSA_ALL_THREADS(FrontEndConfig.librosa(), "librosa", true);

  /** How the peer uses the cores. */
  private enum Spread {
    LIBRARY("its own threads"),
    THREADS("a clip per thread"),
    PROCESSES("a clip per process");

    private final String described;

    Spread(String described) {
      this.described = described;
    }
  }

  private static final double GOAL = 0.60;

  private final FrontEndConfig frontEnd;
  private final String peer;
  private final boolean allThreads;

  AudioWork(FrontEndConfig frontEnd, String peer, boolean allThreads) {
    this.frontEnd = frontEnd;
    this.peer = peer;
    this.allThreads = allThreads;
  }

  /**
   * Runs in turns with each of the peer's ways to use the cores.
   *
   * @param java the command that starts an {@link AudioWorker}, without the work
   * @param python the command that starts audio_worker.py, without the work
   * @param repeats measured calls of each
   * @return of the way that was fastest
   */
  public Race.Result race(List<String> java, List<String> python, int repeats) throws IOException {
    List<Race.Result> results = new ArrayList<>();
    for (Spread spread : allThreads ? List.of(Spread.values()) : List.of(Spread.LIBRARY)) {
      String name = allThreads ? peer + " (" + spread.described + ")" : peer;
      List<String> theirs = new ArrayList<>(python);
      theirs.add(Keys.of(frontEnd.kind()));
      theirs.add(String.valueOf(threads()));
      theirs.add(Keys.of(spread));
      results.add(Race.run(ours(java), name, theirs, repeats));
    }
    return results.stream().min(Comparator.comparingDouble(Race.Result::theirMillis)).orElseThrow();
  }

  /** The median milliseconds without a peer. */
  public double alone(List<String> java, int repeats) throws IOException {
    return Race.alone(ours(java), repeats);
  }

  private List<String> ours(List<String> java) {
    List<String> command = new ArrayList<>(java);
    command.add(name());
    return command;
  }

  /** What our time is to be at most, relative to the peer's. */
  public OptionalDouble goal() {
    return allThreads ? OptionalDouble.of(GOAL) : OptionalDouble.empty();
  }

  FrontEndConfig frontEnd() {
    return frontEnd;
  }

  int threads() {
    return allThreads ? Runtime.getRuntime().availableProcessors() : 1;
  }
}
