package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * @param python the command that starts audio_worker.py, without the work; none for ours alone
   * @param repeats measured calls of each
   */
  public Standings run(
      List<String> java, Optional<List<String>> python, int repeats, Comparison.Listener listener)
      throws IOException {
    Map<String, List<String>> others = new LinkedHashMap<>();
    python.ifPresent(
        start -> spreads().forEach(spread -> others.put(name(spread), theirs(start, spread))));
    return Comparison.times(Contestant.command(java, List.of(name())), others, repeats, listener);
  }

  private List<Spread> spreads() {
    return allThreads ? List.of(Spread.values()) : List.of(Spread.LIBRARY);
  }

  private String name(Spread spread) {
    return allThreads ? peer + " (" + spread.described + ")" : peer;
  }

  private List<String> theirs(List<String> python, Spread spread) {
    return Contestant.command(
        python, List.of(Keys.of(frontEnd.kind()), String.valueOf(threads()), Keys.of(spread)));
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
