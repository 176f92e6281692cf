package org.mast4j.datavec.audio.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Clips shared out to splits at random, class by class; one of several classes goes with those of
 * its rarest, so that every class is in every split as far as it has the clips.
 */
final class SplitDraw {

  private final long seed;
  private final SplitShares shares;
  private final Map<AudioClip, Split> splits = new HashMap<>();

  private SplitDraw(long seed, SplitShares shares) {
    this.seed = seed;
    this.shares = shares;
  }

  /** A split for each clip. */
  static Map<AudioClip, Split> draw(List<AudioClip> clips, long seed, SplitShares shares) {
    Map<String, Long> sizes =
        clips.stream()
            .flatMap(clip -> clip.labels().stream())
            .collect(Collectors.groupingBy(label -> label, Collectors.counting()));
    Comparator<String> rarestFirst =
        Comparator.<String, Long>comparing(sizes::get).thenComparing(Comparator.naturalOrder());
    Map<String, List<AudioClip>> classes =
        clips.stream()
            .collect(
                Collectors.groupingBy(
                    clip -> clip.labels().stream().min(rarestFirst).orElse(""),
                    TreeMap::new,
                    Collectors.toList()));
    SplitDraw draw = new SplitDraw(seed, shares);
    classes.forEach(draw::assign);
    return draw.splits;
  }

  /**
   * Of each class so many clips to train on, and as small a share of those to validate on.
   *
   * @param clips of one class each
   */
  static Set<AudioClip> few(List<AudioClip> clips, int count, long seed) {
    Map<String, List<AudioClip>> classes =
        clips.stream()
            .collect(
                Collectors.groupingBy(
                    clip -> clip.label().orElseThrow(), TreeMap::new, Collectors.toList()));
    Set<AudioClip> drawn = new HashSet<>();
    classes.forEach(
        (label, members) -> {
          List<AudioClip> shuffled = shuffled(label, members, seed);
          List<AudioClip> train = of(Split.TRAIN, shuffled);
          List<AudioClip> validation = of(Split.VALIDATION, shuffled);
          int kept = Math.min(count, train.size());
          drawn.addAll(train.subList(0, kept));
          long share =
              train.isEmpty() ? 0 : Math.round((double) kept * validation.size() / train.size());
          drawn.addAll(
              validation.subList(0, (int) Math.min(validation.size(), Math.max(1, share))));
        });
    return drawn;
  }

  private static List<AudioClip> of(Split split, List<AudioClip> clips) {
    return clips.stream().filter(clip -> clip.split().equals(Optional.of(split))).toList();
  }

  /** By class, so that a new class leaves the draw of the others as it was. */
  private static List<AudioClip> shuffled(String label, List<AudioClip> members, long seed) {
    List<AudioClip> shuffled = new ArrayList<>(members);
    Collections.shuffle(shuffled, new Random(31 * seed + label.hashCode()));
    return shuffled;
  }

  private void assign(String label, List<AudioClip> members) {
    List<AudioClip> shuffled = shuffled(label, members, seed);
    int test = count(shuffled.size(), shares.test(), 2);
    int validation = count(shuffled.size(), shares.validation(), 3);
    for (int i = 0; i < shuffled.size(); i++) {
      Split split = i < test ? Split.TEST : i < test + validation ? Split.VALIDATION : Split.TRAIN;
      splits.putIfAbsent(shuffled.get(i), split);
    }
  }

  /** At least one clip as soon as the class has {@code enough}, and never the last one. */
  private static int count(int size, double share, int enough) {
    if (share == 0 || size < enough) {
      return 0;
    }
    return Math.max(1, (int) Math.min(Math.round(size * share), (size - 1) / 2));
  }
}
