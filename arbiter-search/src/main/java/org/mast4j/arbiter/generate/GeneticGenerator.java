package org.mast4j.arbiter.generate;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.math3.random.JDKRandomGenerator;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.generator.BaseCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GeneticSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.SinglePointCrossover;
import org.deeplearning4j.arbiter.optimize.generator.genetic.crossover.parentselection.RandomTwoParentSelection;
import org.deeplearning4j.arbiter.optimize.generator.genetic.mutation.RandomMutationOperator;
import org.deeplearning4j.arbiter.optimize.generator.genetic.population.PopulationModel;
import org.deeplearning4j.arbiter.optimize.generator.genetic.selection.GeneticSelectionOperator;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonIgnoreProperties;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Arbiter's {@link GeneticSearchCandidateGenerator} with one seed for all its chance, and with
 * JSON, neither of which it has by itself.
 */
@JsonIgnoreProperties({"candidateCounter", "rng", "candidate"})
final class GeneticGenerator extends BaseCandidateGenerator<Object> {
  private final int population;
  private final boolean minimize;
  private long seed;
  private transient CandidateGenerator arbiters;

  GeneticGenerator(ParameterSpace<?> space, int population, boolean minimize) {
    this(space, population, minimize, 0, null, false);
  }

  @JsonCreator
  @SuppressWarnings("unchecked") // a generator takes values as they come
  GeneticGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<?> parameterSpace,
      @JsonProperty("population") int population,
      @JsonProperty("minimize") boolean minimize,
      @JsonProperty("seed") long seed,
      @JsonProperty("dataParameters") Map<String, Object> dataParameters,
      @JsonProperty("initDone") boolean initDone) {
    super((ParameterSpace<Object>) parameterSpace, dataParameters, initDone);
    this.population = population;
    this.minimize = minimize;
    this.seed = seed;
    initialize();
    this.arbiters = create();
  }

  /** Begins anew. */
  @Override
  public void setRngSeed(long rngSeed) {
    this.seed = rngSeed;
    this.arbiters = create();
  }

  private CandidateGenerator create() {
    RandomGenerator random = new JDKRandomGenerator();
    random.setSeed(seed);
    return new GeneticSearchCandidateGenerator.Builder(parameterSpace, new Direction(minimize))
        .initDone(true)
        .dataParameters(dataParameters)
        .populationModel(new PopulationModel.Builder().populationSize(population).build())
        .selectionOperator(
            new GeneticSelectionOperator.Builder()
                .randomGenerator(random)
                .crossoverOperator(
                    new SinglePointCrossover.Builder()
                        .randomGenerator(random)
                        .parentSelection(new RandomTwoParentSelection(random))
                        .build())
                .mutationOperator(
                    new RandomMutationOperator.Builder().randomGenerator(random).build())
                .build())
        .build();
  }

  @Override
  public boolean hasMoreCandidates() {
    return arbiters.hasMoreCandidates();
  }

  @Override
  public Candidate<?> getCandidate() {
    return arbiters.getCandidate();
  }

  @Override
  public void reportResults(OptimizationResult result) {
    arbiters.reportResults(result);
  }

  @Override
  public Class<?> getCandidateType() {
    return arbiters.getCandidateType();
  }

  @Override
  public String toString() {
    return "GeneticGenerator(population=" + population + ")";
  }

  /** What the builder asks a score function: which score is the better. */
  private record Direction(boolean minimize) implements ScoreFunction {
    @Override
    @SuppressWarnings("deprecation") // Arbiter's signature
    public double score(Object model, DataProvider provider, Map<String, Object> parameters) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double score(Object model, Class<? extends DataSource> source, Properties properties) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Class<?>> getSupportedModelTypes() {
      return List.of();
    }

    @Override
    public List<Class<?>> getSupportedDataTypes() {
      return List.of();
    }
  }
}
