package org.mast4j.cli.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets this library and its peers do works in turns, all of one work and precision at once. Who
 * can't run is left out by name. In forward works each says its logits first: a peer's are compared
 * with PyTorch's in float32, ours with our own.
 */
public final class Comparison {
  /** How to start who takes part. */
  public interface Commands {
    /** {@link Roofline}. */
    List<String> roofline();

    /** A {@link Worker} of a work. */
    List<String> ours(Work work, Precision precision);

    /** The script of a peer, for a work's key or {@link Roofline#KEY}. */
    List<String> peer(Peer peer, String work);
  }

  /** Is told how it goes on. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Something begins.
     *
     * @param share of all that has been done, from 0 to 1
     */
    void at(double share, String what);
  }

  private final Commands commands;
  private final int repeats;
  private final Map<Work, Logits> ours = new EnumMap<>(Work.class);
  private final Map<Work, Logits> theirs = new EnumMap<>(Work.class);

  /**
   * Makes one.
   *
   * @param repeats measured calls of each, at least
   */
  public Comparison(Commands commands, int repeats) {
    this.commands = commands;
    this.repeats = repeats;
  }

  /**
   * Measures one work at one precision, twice: each process once starts before those that it starts
   * after the other time. Where a machine's memory is another machine's virtual memory, one that
   * starts first has been seen to take 1.7 times as long as the same that starts third.
   *
   * @param peers of which those take part that do it
   * @throws IOException if ours, or PyTorch in float32, can't say its logits, or if ours are others
   *     than in float32
   */
  public Standings run(Work work, Precision precision, Collection<Peer> peers, Listener listener)
      throws IOException {
    List<Peer> doing = peers.stream().filter(peer -> peer.does(work, precision)).toList();
    List<String> command = commands.ours(work, precision);
    Map<String, List<String>> others = others(doing, Keys.of(work));
    Standings forward;
    try (Field field = Field.of(command, others, half(listener, 0))) {
      forward = measure(field, work, precision);
    }
    others.keySet().retainAll(forward.others().stream().map(Measured::name).toList());
    if (others.isEmpty()) {
      return forward;
    }
    try (Field field = Field.reversed(command, others, half(listener, 0.5))) {
      return forward.and(measure(field, work, precision));
    }
  }

  private Standings measure(Field field, Work work, Precision precision) throws IOException {
    if (!work.training()) {
      compareLogits(field, work, precision);
    }
    return field.measure((repeats + 1) / 2);
  }

  private static Listener half(Listener listener, double from) {
    return (share, what) -> listener.at(from + share / 2, what);
  }

  /**
   * Measures a long clip. Logits aren't compared: the models are those of the works, and a call
   * takes minutes.
   *
   * @param ours the command that starts a {@link LongWorker}
   * @param peers the commands of the others by their names
   */
  public static Standings runLong(
      List<String> ours, Map<String, List<String>> peers, int repeats, Listener listener)
      throws IOException {
    try (Field field = Field.of(ours, peers, listener)) {
      return field.measure(repeats);
    }
  }

  /** Measures the rate of large matrix products: ours and those of some peers. */
  public Standings runRoofline(Collection<Peer> peers, Listener listener) throws IOException {
    try (Field field = Field.of(commands.roofline(), others(peers, Roofline.KEY), listener)) {
      return field.measure(repeats);
    }
  }

  private Map<String, List<String>> others(Collection<Peer> peers, String work) {
    Map<String, List<String>> others = new LinkedHashMap<>();
    peers.forEach(peer -> others.put(peer.title(), commands.peer(peer, work)));
    return others;
  }

  private void compareLogits(Field field, Work work, Precision precision) throws IOException {
    if (precision == Precision.F32) {
      ours.put(work, field.ours().logits());
      for (Contestant other : field.others()) {
        if (other.name().equals(Peer.TORCH.title())) {
          theirs.put(work, other.logits());
        }
      }
    } else {
      field.compareOurs(ourLogits(work), tolerance(precision));
    }
    if (!field.others().isEmpty()) {
      field.compareOthers(theirLogits(work), tolerance(precision));
    }
  }

  /** How far logits may lie from float32's, relative to the largest of them. */
  private static double tolerance(Precision precision) {
    return switch (precision) {
      case F32 -> 1e-3;
      case BF16 -> 0.1;
      case INT8 -> 0.2;
    };
  }

  private Logits ourLogits(Work work) throws IOException {
    if (!ours.containsKey(work)) {
      try (Contestant we = Contestant.ours(commands.ours(work, Precision.F32)).ready()) {
        ours.put(work, we.logits());
      }
    }
    return ours.get(work);
  }

  private Logits theirLogits(Work work) throws IOException {
    if (!theirs.containsKey(work)) {
      List<String> command = commands.peer(Peer.TORCH, Keys.of(work));
      try (Contestant torch = Contestant.other(Peer.TORCH.title(), command).ready()) {
        theirs.put(work, torch.logits());
      }
    }
    return theirs.get(work);
  }
}
