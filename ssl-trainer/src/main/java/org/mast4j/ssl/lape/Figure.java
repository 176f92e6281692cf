package org.mast4j.ssl.lape;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mast4j.ssl.evaluate.Bootstrap;
import org.mast4j.ssl.evaluate.Pooling;
import org.mast4j.ssl.finetune.TrainMode;

/**
 * A number of the table.
 *
 * @param bySeed test accuracy at each seed, the mean over the task's folds; one where nothing is
 *     random
 * @param results of all units behind it, seed after seed, each fold after fold
 * @param sameClips whether all folds test the same clips
 */
public record Figure(List<Double> bySeed, List<LapeResult> results, boolean sameClips) {
  private static final long RESAMPLING_SEED = 1;

  public Figure {
    bySeed = List.copyOf(bySeed);
    results = List.copyOf(results);
  }

  /** Over the seeds. */
  public double mean() {
    return bySeed.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The mean recall of the classes, over all units. */
  public double balancedAccuracy() {
    return results.stream().mapToDouble(LapeResult::balancedAccuracy).average().orElseThrow();
  }

  /** Macro F1, over all units. */
  public double f1() {
    return results.stream().mapToDouble(LapeResult::f1).average().orElseThrow();
  }

  /** The sample standard deviation over the seeds; empty of less than two. */
  public OptionalDouble deviation() {
    if (bySeed.size() < 2) {
      return OptionalDouble.empty();
    }
    double mean = mean();
    double squares = bySeed.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (bySeed.size() - 1)));
  }

  /**
   * How much more than another figure of the same task.
   *
   * @param mean difference of the accuracies
   * @param interval of 95 % of it over the test clips, paired: what other clips might have given
   */
  public record Gain(double mean, Bootstrap.Interval interval) {}

  /** What it is above another, clip by clip, each clip's seeds averaged, and draws if any. */
  public Gain over(Figure other) {
    double[] mine = shares();
    double[] theirs = other.shares();
    double[] gains =
        IntStream.range(0, mine.length).mapToDouble(i -> mine[i] - theirs[i]).toArray();
    return new Gain(mean() - other.mean(), Bootstrap.mean(gains, RESAMPLING_SEED));
  }

  /** Of each test clip, fold after fold, the share of the times that it was named right. */
  private double[] shares() {
    int together = sameClips ? 1 : results.size() / bySeed.size();
    int times = results.size() / together;
    double[] shares = {};
    for (int time = 0; time < times; time++) {
      String right =
          results.subList(time * together, (time + 1) * together).stream()
              .map(LapeResult::right)
              .collect(Collectors.joining());
      shares = time == 0 ? new double[right.length()] : shares;
      for (int clip = 0; clip < shares.length; clip++) {
        shares[clip] += right.charAt(clip) == '1' ? 1.0 / times : 0;
      }
    }
    return shares;
  }

  /**
   * What validation chose, in words: "all tokens 4x, mean 1x; L2 0.001 to 0.1". Empty if it had no
   * choice.
   */
  public String choice() {
    String poolings =
        counted(results.stream().flatMap(r -> r.pooling().map(Figure::words).stream()));
    String modes = counted(results.stream().flatMap(r -> r.mode().map(Figure::words).stream()));
    return Stream.of(poolings, l2(), modes)
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** Each with how often it occurs, the most frequent first; one that always does by itself. */
  private static String counted(Stream<String> words) {
    Map<String, Long> counts =
        words.collect(
            Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return counts.size() == 1
        ? counts.keySet().iterator().next()
        : counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(count -> count.getKey() + " " + count.getValue() + "x")
            .collect(Collectors.joining(", "));
  }

  private String l2() {
    List<Double> strengths =
        results.stream().flatMap(result -> result.l2().stream()).distinct().sorted().toList();
    return switch (strengths.size()) {
      case 0 -> "";
      case 1 -> "L2 " + words(strengths.get(0));
      default ->
          "L2 %s to %s"
              .formatted(words(strengths.get(0)), words(strengths.get(strengths.size() - 1)));
    };
  }

  private static String words(double strength) {
    return BigDecimal.valueOf(strength).stripTrailingZeros().toPlainString();
  }

  private static String words(TrainMode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String words(Pooling pooling) {
    return switch (pooling) {
      case MEAN -> "mean";
      case MEAN_DEVIATION -> "mean and deviation";
      case STAGES -> "stages";
      case TOKENS -> "all tokens";
    };
  }
}
