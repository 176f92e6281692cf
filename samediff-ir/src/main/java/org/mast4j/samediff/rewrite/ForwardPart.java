package org.mast4j.samediff.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Op;
import org.mast4j.samediff.ir.PlaceOp;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.ir.Value;

/**
 * The nodes of a program of gradients that don't depend on a gradient, and how long what they make
 * is needed. A value and the views of it are one piece of memory.
 */
final class ForwardPart {
  /**
   * What one of the nodes makes.
   *
   * @param made the node's place among them
   * @param lastRead the place of the last of them that reads it, or else its own
   * @param isSaved whether gradients read it
   * @param isFixed whether it can't be made again: a stock op may be random, and what a caller gets
   *     stays anyway
   */
  record Piece(Value value, int made, int lastRead, boolean isSaved, boolean isFixed) {
    long bytes() {
      return ForwardPart.bytes(value);
    }

    /** Whether nodes from {@code cut} on read what was made before. */
    boolean crosses(int cut) {
      return made < cut && cut <= lastRead;
    }
  }

  private final Program program;
  private final Map<Node, Integer> places = new HashMap<>();
  private final List<Node> gradients = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<Value, Piece> byValue = new HashMap<>();

  /** A program whose nodes are in their order. */
  ForwardPart(Program program) {
    this.program = program;
    for (Node node : program.nodes()) {
      boolean forward =
          program.isDifferentiated(node)
              && node.inputs().stream()
                  .allMatch(v -> v.producer().map(places::containsKey).orElse(true));
      if (forward) {
        places.put(node, places.size());
        nodes.add(node);
      } else {
        gradients.add(node);
      }
    }
    for (Node node : nodes) {
      if (!isView(node)) {
        node.outputs().forEach(value -> pieces.add(piece(node, value)));
      }
    }
    pieces.forEach(piece -> byValue.put(piece.value(), piece));
  }

  private Piece piece(Node node, Value value) {
    int made = places.get(node);
    List<Node> readers = readers(value);
    int last = readers.stream().filter(this::contains).mapToInt(places::get).max().orElse(made);
    boolean saved = readers.stream().anyMatch(reader -> !contains(reader));
    return new Piece(value, made, last, saved, node.op() instanceof Op.Stock || isLent(value));
  }

  boolean contains(Node node) {
    return places.containsKey(node);
  }

  /** How many nodes there are. */
  int size() {
    return places.size();
  }

  /** The other nodes, in their order. */
  List<Node> gradients() {
    return gradients;
  }

  List<Piece> pieces() {
    return pieces;
  }

  private static boolean isView(Node node) {
    return node.op() instanceof PlaceOp.Reshape
        || node.op() instanceof PlaceOp.Permute
        || node.op() instanceof PlaceOp.Slice;
  }

  /** What a value is a view of, or else the value. */
  static Value whole(Value value) {
    Value whole = value;
    Optional<Node> view = whole.producer().filter(ForwardPart::isView);
    while (view.isPresent()) {
      whole = view.get().input(0);
      view = whole.producer().filter(ForwardPart::isView);
    }
    return whole;
  }

  /** The nodes that read a value or a view of it, and are no views themselves. */
  private static List<Node> readers(Value value) {
    List<Node> readers = new ArrayList<>();
    for (Node user : value.users()) {
      if (isView(user)) {
        readers.addAll(readers(user.output()));
      } else {
        readers.add(user);
      }
    }
    return readers;
  }

  /** Whether a caller gets a value or a view of it. */
  private boolean isLent(Value value) {
    return program.isOutput(value)
        || value.users().stream().anyMatch(user -> isView(user) && isLent(user.output()));
  }

  /** Memory of a value in single precision. */
  static long bytes(Value value) {
    return value.length() * value.type().width();
  }

  /**
   * Operations to make again what gradients need of the nodes from one place to another, where what
   * later nodes read is there.
   */
  long workFor(int begin, int end) {
    Set<Value> open = new HashSet<>();
    long work = 0;
    for (int place = end - 1; place >= begin; place--) {
      Node node = nodes.get(place);
      boolean needed = false;
      for (Value value : node.outputs()) {
        Piece piece = byValue.get(value);
        boolean isThere = piece != null && (piece.isFixed() || piece.lastRead() >= end);
        boolean isRead = piece != null && piece.isSaved() || open.contains(value);
        needed |= isRead && !isThere;
      }
      if (needed) {
        open.addAll(node.inputs());
        work += Work.of(node);
      }
    }
    return work;
  }

  /**
   * The most memory that gradients take at once, beside what the nodes make, while what the node of
   * each place makes is the last that they still read.
   */
  long[] gradientBytes() {
    long[] change = new long[gradients.size() + 1];
    int[] reads = new int[gradients.size()];
    Map<Node, Integer> times = new HashMap<>();
    gradients.forEach(node -> times.put(node, times.size()));
    for (int time = 0; time < reads.length; time++) {
      Node node = gradients.get(time);
      reads[time] =
          node.inputs().stream()
              .flatMap(value -> whole(value).producer().stream())
              .filter(this::contains)
              .mapToInt(places::get)
              .max()
              .orElse(0);
      if (!isView(node)) {
        for (Value value : node.outputs()) {
          if (!isLent(value)) {
            int last = readers(value).stream().mapToInt(times::get).max().orElse(time);
            change[time] += bytes(value);
            change[last + 1] -= bytes(value);
          }
        }
      }
    }
    return most(change, reads);
  }

  private long[] most(long[] change, int[] reads) {
    long[] alive = new long[reads.length];
    long sum = 0;
    for (int time = 0; time < alive.length; time++) {
      sum += change[time];
      alive[time] = sum;
    }
    long[] most = new long[size()];
    int needed = 0;
    for (int time = alive.length - 1; time >= 0 && size() > 0; time--) {
      needed = Math.max(needed, reads[time]);
      most[needed] = Math.max(most[needed], alive[time]);
    }
    return most;
  }
}
