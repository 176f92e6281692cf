package org.mast4j.samediff.rewrite;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.mast4j.samediff.ir.Value;
import org.mast4j.samediff.rewrite.ForwardPart.Piece;

/**
 * The segments into which {@link Recompute} may cut the forward part, at places where little is
 * alive, and what each would take and cost. While the gradients of one are made, there are what
 * earlier ones left to later ones, what the segment saves for gradients, and these.
 */
final class Segments {
  /** Places for cuts that are looked at, those where the least is alive. */
  private static final int PLACES = 256;

  private final ForwardPart forward;
  private final long[] gradientBytes;
  private final int[] places;
  private final long[][] taken;
  private final long[][] crossing;
  private final long[][] whole;

  Segments(ForwardPart forward) {
    this.forward = forward;
    this.gradientBytes = forward.gradientBytes();
    this.places = places();
    int count = places.length;
    this.taken = new long[count][count];
    this.crossing = new long[count][count];
    this.whole = new long[count][count];
    IntStream.range(0, count - 1).forEach(this::measureFrom);
  }

  /**
   * A segment from one place to another.
   *
   * @param isKept whether gradients find all that it has made, and nothing is made again
   */
  record Segment(int begin, int end, boolean isKept) {}

  /** The place behind the last node; the first place is 0. */
  int last() {
    return places.length - 1;
  }

  /** Bytes beside what earlier segments have left, while gradients of a segment are made. */
  long taken(int begin, int end) {
    return taken[begin][end];
  }

  /** Bytes of what a segment leaves to later ones. */
  long left(Segment segment) {
    return (segment.isKept() ? whole : crossing)[segment.begin()][segment.end()];
  }

  /** Operations that are done again for a segment's gradients. */
  long work(Segment segment) {
    return segment.isKept() ? 0 : forward.workFor(places[segment.begin()], places[segment.end()]);
  }

  /** Where less is alive than right before, and not more than right behind. */
  private int[] places() {
    long[] alive = new long[forward.size() + 1];
    for (Piece piece : forward.pieces()) {
      alive[piece.made() + 1] += piece.bytes();
      alive[piece.lastRead() + 1] -= piece.bytes();
    }
    Arrays.parallelPrefix(alive, Long::sum);
    IntStream cuts =
        IntStream.range(1, forward.size())
            .filter(i -> (i == 1 || alive[i] < alive[i - 1]) && alive[i] <= alive[i + 1])
            .boxed()
            .sorted(Comparator.comparingLong(i -> alive[i]))
            .limit(PLACES)
            .mapToInt(Integer::intValue);
    return IntStream.concat(IntStream.of(0, forward.size()), cuts).sorted().toArray();
  }

  private void measureFrom(int begin) {
    int from = places[begin];
    long[] crossingAt = new long[forward.size() + 1];
    long[] savedBefore = new long[forward.size() + 1];
    long[] wholeAt = new long[forward.size() + 1];
    for (Piece piece : forward.pieces()) {
      if (piece.made() >= from) {
        crossingAt[piece.made() + 1] += piece.bytes();
        boolean stays = piece.isFixed() && piece.isSaved();
        crossingAt[piece.lastRead() + 1] -= stays ? 0 : piece.bytes();
        savedBefore[piece.made() + 1] += piece.isSaved() ? piece.bytes() : 0;
        wholeAt[piece.made() + 1] += piece.bytes();
        wholeAt[piece.lastRead() + 1] -= piece.isSaved() ? 0 : piece.bytes();
      }
    }
    Arrays.parallelPrefix(crossingAt, Long::sum);
    Arrays.parallelPrefix(savedBefore, Long::sum);
    Arrays.parallelPrefix(wholeAt, Long::sum);
    long gradients = 0;
    int next = from;
    for (int end = begin + 1; end < places.length; end++) {
      for (; next < places[end]; next++) {
        gradients = Math.max(gradients, gradientBytes[next]);
      }
      taken[begin][end] = savedBefore[places[end]] + gradients;
      crossing[begin][end] = crossingAt[places[end]];
      whole[begin][end] = wholeAt[places[end]];
    }
  }

  /** The values that gradients find as the forward part has left them, with their views. */
  Set<Value> kept(List<Segment> segments) {
    Set<Value> kept = new HashSet<>();
    for (Piece piece : forward.pieces()) {
      boolean stays = piece.isFixed();
      for (Segment segment : segments) {
        int begin = places[segment.begin()];
        int end = places[segment.end()];
        stays |= begin > 0 && piece.crosses(begin);
        stays |= segment.isKept() && begin <= piece.made() && piece.made() < end;
      }
      if (stays) {
        kept.add(piece.value());
      }
    }
    return kept;
  }
}
