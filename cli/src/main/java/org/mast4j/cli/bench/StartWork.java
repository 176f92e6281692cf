package org.mast4j.cli.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** What a process is started for: one clip of 10 s through AST-Tiny, to an array in a file. */
public enum StartWork {
  CLASSIFY("--logits"),
  EMBED("--out");

  private static final double GOAL = 0.35;

  private final String output;

  StartWork(String output) {
    this.output = output;
  }

  /** As the JSON has it: "start-classify". */
  public String key() {
    return "start-" + command();
  }

  /** What our time is to be at most, relative to the peer's. */
  public OptionalDouble goal() {
    return OptionalDouble.of(GOAL);
  }

  private String command() {
    return Keys.of(this);
  }

  /** Ours, after the program. */
  List<String> arguments(Path model, Path clip, Path out) {
    return List.of(command(), "--model", model.toString(), clip.toString(), output, out.toString());
  }

  /** The peer's, after its script. */
  List<String> peerArguments(Path model, Path clip, Path out) {
    return List.of(command(), model.toString(), clip.toString(), out.toString());
  }
}
