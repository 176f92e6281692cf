package org.mast4j.samediff.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.mast4j.samediff.rewrite.Segments.Segment;

/**
 * Chooses the segments that do least again, of those that never hold much more at once than the
 * least that is possible.
 */
final class SegmentChoice {
  /** Halvings of the interval in which the least is sought. */
  private static final int HALVINGS = 20;

  /** What may be held beyond the least, as its part. */
  private static final int SLACK = 8;

  /** Ways to one place that are gone on from. */
  private static final int WAYS = 16;

  private final Segments segments;

  private SegmentChoice(Segments segments) {
    this.segments = segments;
  }

  /** One after the other, from the first node to the last. */
  static List<Segment> of(Segments segments) {
    SegmentChoice choice = new SegmentChoice(segments);
    long least = choice.least();
    return choice.within(least + least / SLACK);
  }

  private long least() {
    long low = 0;
    long high = segments.taken(0, segments.last());
    for (int i = 0; i < HALVINGS; i++) {
      long middle = (low + high) / 2;
      if (isPossible(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  /** Whether some segments never hold more, none of them kept. */
  private boolean isPossible(long most) {
    long[] held = new long[segments.last() + 1];
    Arrays.fill(held, 1, held.length, Long.MAX_VALUE);
    for (int end = 1; end < held.length; end++) {
      for (int begin = 0; begin < end; begin++) {
        if (held[begin] <= most - segments.taken(begin, end)) {
          long left = segments.left(new Segment(begin, end, false));
          held[end] = Math.min(held[end], held[begin] + left);
        }
      }
    }
    return held[segments.last()] < Long.MAX_VALUE;
  }

  /**
   * Segments until some place.
   *
   * @param held bytes that they leave to later ones
   * @param work operations that are done again for them
   */
  private record Way(long held, long work, Optional<Segment> last, Optional<Way> before) {
    Way with(Segment segment, long left, long more) {
      return new Way(held + left, work + more, Optional.of(segment), Optional.of(this));
    }
  }

  private List<Segment> within(long most) {
    List<List<Way>> ways = new ArrayList<>();
    ways.add(List.of(new Way(0, 0, Optional.empty(), Optional.empty())));
    for (int end = 1; end <= segments.last(); end++) {
      List<Way> all = new ArrayList<>();
      for (int begin = 0; begin < end; begin++) {
        long room = most - segments.taken(begin, end);
        List<Way> possible = ways.get(begin).stream().filter(way -> way.held() <= room).toList();
        if (!possible.isEmpty()) {
          extend(possible, new Segment(begin, end, false), all);
          extend(possible, new Segment(begin, end, true), all);
        }
      }
      ways.add(best(all));
    }
    return segments(
        ways.get(segments.last()).stream().min(Comparator.comparingLong(Way::work)).orElseThrow());
  }

  private void extend(List<Way> ways, Segment by, List<Way> all) {
    long left = segments.left(by);
    long work = segments.work(by);
    ways.forEach(way -> all.add(way.with(by, left, work)));
  }

  /** Those than which no other both holds less and does less again. */
  private static List<Way> best(List<Way> all) {
    all.sort(Comparator.comparingLong(Way::held).thenComparingLong(Way::work));
    List<Way> best = new ArrayList<>();
    for (Way way : all) {
      if (best.isEmpty() || way.work() < best.get(best.size() - 1).work()) {
        best.add(way);
      }
    }
    if (best.size() <= WAYS) {
      return best;
    }
    List<Way> some = new ArrayList<>();
    for (int i = 0; i < WAYS; i++) {
      some.add(best.get(i * (best.size() - 1) / (WAYS - 1)));
    }
    return some;
  }

  private static List<Segment> segments(Way whole) {
    Deque<Segment> segments = new ArrayDeque<>();
    for (Way way = whole; way.last().isPresent(); way = way.before().orElseThrow()) {
      segments.addFirst(way.last().get());
    }
    return List.copyOf(segments);
  }
}
