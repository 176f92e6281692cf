package org.mast4j.cli.bench;

import java.nio.file.Path;
import java.util.List;

/** What a process is started for: one clip of 10 s through AST-Tiny, to an array in a file. */
public enum StartWork {
  CLASSIFY("--logits"),
  EMBED("--out");

  private final String output;

  StartWork(String output) {
    this.output = output;
  }

  /** As the JSON has it: "start-classify". */
  public String key() {
    return "start-" + command();
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
