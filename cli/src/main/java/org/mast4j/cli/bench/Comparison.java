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
   * Measures one work at one precision.
   *
   * @param peers of which those take part that do it
   * @throws IOException if ours, or PyTorch in float32, can't say its logits, or if ours are others
   *     than in float32
   */
  public Standings run(Work work, Precision precision, Collection<Peer> peers, Listener listener)
      throws IOException {
    List<Peer> doing = peers.stream().filter(peer -> peer.does(work, precision)).toList();
    return Field.inBothOrders(
        commands.ours(work, precision),
        others(doing, Keys.of(work)),
        repeats,
        listener,
        field -> {
          if (!work.training()) {
            compareLogits(field, work, precision);
          }
        });
  }

  /** Measures the rate of large matrix products: ours and those of some peers. */
  public Standings runRoofline(Collection<Peer> peers, Listener listener) throws IOException {
    return times(commands.roofline(), others(peers, Roofline.KEY), repeats, listener);
  }

  /**
   * Measures what has no logits, or logits that aren't compared.
   *
   * @param ours a command that starts a process that speaks as {@link Turns} says
   * @param others the same of the others, by their names
   * @param repeats measured calls of each, at least
   * @throws IOException if ours fails
   */
  public static Standings times(
      List<String> ours, Map<String, List<String>> others, int repeats, Listener listener)
      throws IOException {
    return Field.inBothOrders(ours, others, repeats, listener, field -> {});
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
