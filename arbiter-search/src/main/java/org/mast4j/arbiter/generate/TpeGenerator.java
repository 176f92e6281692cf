package org.mast4j.arbiter.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.mast4j.datavec.audio.augment.ClipRandom;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The tree-structured Parzen estimator (Bergstra et al., NIPS 2011) with the settings of Optuna's
 * {@code TPESampler}: the best tenth of what is known is told from the rest, and of some points
 * drawn from the best that one is tried which is the likeliest to be among them. Candidates without
 * a result, as they run or failed, are among the rest, so that no two workers try the same.
 *
 * <p>The n-th candidate depends on the seed, n, and the results that were reported before it, in
 * whatever order.
 */
@JsonIgnoreProperties({"candidateCounter", "rng", "candidate"})
public final class TpeGenerator extends BaseCandidateGenerator<Object> {
  private static final double BEST_SHARE = 0.1;
  private static final int MOST_BEST = 25;
  private static final int DRAWS = 24;

  private final int startup;
  private final boolean minimize;
  private long seed;
  private final transient List<Axis> axes;
  private final transient SortedMap<Integer, Asked> asked = new TreeMap<>();
  private final transient SortedMap<Integer, Seen> seen = new TreeMap<>();

  /** A candidate's point. */
  private record Asked(double[] point, boolean[] active) {}

  /** What came of it. */
  private record Seen(double score, int reached) {}

  /**
   * A generator that knows nothing yet.
   *
   * @param startup candidates drawn at random until so many results are known
   * @param minimize whether less is better, as the score function says
   */
  public TpeGenerator(ParameterSpace<?> space, int startup, boolean minimize) {
    this(space, startup, minimize, 0, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked") // a generator takes values as they come
  TpeGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("startup") int startup,
      @JsonProperty("minimize") boolean minimize,
      @JsonProperty("seed") long seed,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    this.startup = startup;
    this.minimize = minimize;
    this.seed = seed;
    initialize();
    this.axes = Axis.of(parameterSpace);
  }

  @Override
  public void setRngSeed(long rngSeed) {
    this.seed = rngSeed;
  }

  @Override
  public boolean hasMoreCandidates() {
    return true;
  }

  /** Takes a result in the place of what it knew of that candidate. */
  @Override
  public void reportResults(OptimizationResult result) {
    if (result.getScore() == null || !Double.isFinite(result.getScore())) {
      return;
    }
    int reached = result.getModelSpecificResults() instanceof Graded graded ? graded.grade() : 0;
    seen.put(result.getIndex(), new Seen(result.getScore(), reached));
    remember(result.getIndex(), result.getCandidate().getFlatParameters());
  }

  private void remember(int index, double[] point) {
    asked.put(index, new Asked(point, active(point)));
  }

  private boolean[] active(double[] point) {
    if (parameterSpace instanceof Conditional conditional) {
      return conditional.active(point);
    }
    boolean[] all = new boolean[point.length];
    Arrays.fill(all, true);
    return all;
  }

  @Override
  public Candidate<Object> getCandidate() {
    int index = candidateCounter.getAndIncrement();
    RandomGenerator random = ClipRandom.at(seed, index, 0);
    double[] point = seen.size() < startup ? anywhere(random) : likely(random);
    remember(index, point);
    Object value = null;
    Exception failure = null;
    try {
      value = parameterSpace.getValue(point);
    } catch (RuntimeException e) { // values that don't go together: the candidate says so
      failure = e;
    }
    return new Candidate<>(value, index, point, dataParameters, failure);
  }

  private double[] anywhere(RandomGenerator random) {
    return axes.stream().mapToDouble(axis -> random.nextDouble()).toArray();
  }

  private double[] likely(RandomGenerator random) {
    List<Integer> good = good();
    double[] point = new double[axes.size()];
    for (int[] group : groups()) {
      double[] values = likely(group, good, random);
      for (int i = 0; i < group.length; i++) {
        point[group[i]] = values[i];
      }
    }
    return point;
  }

  /** The best candidates that are known. */
  private List<Integer> good() {
    Comparator<Map.Entry<Integer, Seen>> best =
        Comparator.<Map.Entry<Integer, Seen>>comparingInt(entry -> -entry.getValue().reached())
            .thenComparingDouble(
                entry -> minimize ? entry.getValue().score() : -entry.getValue().score())
            .thenComparing(Map.Entry.comparingByKey());
    int count = Math.min(MOST_BEST, (int) Math.ceil(BEST_SHARE * seen.size()));
    return seen.entrySet().stream().sorted(best).limit(count).map(Map.Entry::getKey).toList();
  }

  /** Coordinates that say something in the same candidates, which are chosen together. */
  private Collection<int[]> groups() {
    Map<List<Boolean>, List<Integer>> groups = new LinkedHashMap<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      int at = axis;
      List<Boolean> pattern = asked.values().stream().map(a -> a.active()[at]).toList();
      groups.computeIfAbsent(pattern, unused -> new ArrayList<>()).add(axis);
    }
    return groups.values().stream()
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  /** Of some points that the good candidates suggest the one that speaks the least for others. */
  private double[] likely(int[] group, List<Integer> good, RandomGenerator random) {
    List<Axis> ofGroup = Arrays.stream(group).mapToObj(axes::get).toList();
    Parzen ofGood = new Parzen(ofGroup, points(group, good, true));
    Parzen ofOthers = new Parzen(ofGroup, points(group, good, false));
    double[] chosen = ofGood.draw(random);
    double highest = gain(chosen, ofGood, ofOthers);
    for (int i = 1; i < DRAWS; i++) {
      double[] point = ofGood.draw(random);
      double gain = gain(point, ofGood, ofOthers);
      if (gain > highest) {
        highest = gain;
        chosen = point;
      }
    }
    return chosen;
  }

  private static double gain(double[] point, Parzen ofGood, Parzen ofOthers) {
    return ofGood.logDensity(point) - ofOthers.logDensity(point);
  }

  /** Of the candidates where the group says something, those that are good or those that aren't. */
  private List<double[]> points(int[] group, List<Integer> good, boolean ofGood) {
    return asked.entrySet().stream()
        .filter(entry -> entry.getValue().active()[group[0]])
        .filter(entry -> good.contains(entry.getKey()) == ofGood)
        .map(entry -> Arrays.stream(group).mapToDouble(i -> entry.getValue().point()[i]).toArray())
        .toList();
  }

  @Override
  public Class<?> getCandidateType() {
    return null; // as Arbiter's own generators: whatever the space gives
  }

  @Override
  public String toString() {
    return "TpeGenerator(startup=" + startup + ")";
  }
}
