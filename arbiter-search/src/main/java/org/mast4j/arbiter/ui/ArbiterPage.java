package org.mast4j.arbiter.ui;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultReference;
import org.deeplearning4j.arbiter.optimize.api.saving.ResultSaver;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.runner.CandidateInfo;
import org.deeplearning4j.arbiter.optimize.runner.IOptimizationRunner;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.arbiter.ui.data.GlobalConfigPersistable;
import org.deeplearning4j.arbiter.ui.data.ModelInfoPersistable;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.Trial;

/**
 * A search on Arbiter's page of DL4J's UI, at {@code /arbiter}: give it to {@code
 * SearchOptions.statusListeners}, and its storage, which has to be one in memory, to a UI server.
 *
 * <p>It needs {@code org.mast4j:mast4j-ui}, of type pom, among an application's dependencies.
 * Arbiter's own {@code ArbiterStatusListener} is for networks of DL4J alone: with any other
 * parameter space the page answers with an error.
 */
public final class ArbiterPage implements StatusListener {
  private static final String SESSION = "search";

  private final StatsStorageRouter storage;
  private final OptimizationConfiguration shown;
  private final Map<Integer, Progress> progress = new TreeMap<>();

  /** Of each candidate that was trained, by key; the server reads it. */
  private final Map<Integer, Map<String, Object>> values = new ConcurrentHashMap<>();

  /** How far a candidate has come, and its scores by the steps that they were reached after. */
  private static final class Progress {
    private int steps;
    private final SortedMap<Integer, Double> scores = new TreeMap<>();
  }

  /** Words where Arbiter's runners have parts that the page can't do without. */
  @SuppressWarnings("deprecation") // Arbiter's DataProvider
  private record Words(String words) implements DataProvider, ResultSaver {
    @Override
    public Object trainData(Map<String, Object> parameters) {
      throw new UnsupportedOperationException(words);
    }

    @Override
    public Object testData(Map<String, Object> parameters) {
      throw new UnsupportedOperationException(words);
    }

    @Override
    public Class<?> getDataType() {
      return Object.class;
    }

    @Override
    public ResultReference saveModel(OptimizationResult result, Object model) {
      throw new UnsupportedOperationException(words);
    }

    @Override
    public List<Class<?>> getSupportedCandidateTypes() {
      return List.of();
    }

    @Override
    public List<Class<?>> getSupportedModelTypes() {
      return List.of();
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A score by its name, which the page asks for as toString. */
  @SuppressWarnings("deprecation") // Arbiter's DataProvider
  private record Score(ScoreFunction function) implements ScoreFunction {
    @Override
    public double score(Object model, DataProvider data, Map<String, Object> parameters) {
      return function.score(model, data, parameters);
    }

    @Override
    public double score(Object model, Class<? extends DataSource> source, Properties properties) {
      return function.score(model, source, properties);
    }

    @Override
    public boolean minimize() {
      return function.minimize();
    }

    @Override
    public List<Class<?>> getSupportedModelTypes() {
      return function.getSupportedModelTypes();
    }

    @Override
    public List<Class<?>> getSupportedDataTypes() {
      return function.getSupportedDataTypes();
    }

    @Override
    public String toString() {
      return function.getClass().getSimpleName();
    }
  }

  /** What the page shows of the whole, which doesn't become JSON and back, as Arbiter's does. */
  private static final class Global extends GlobalConfigPersistable {
    private final transient OptimizationConfiguration configuration;

    private Global(Builder builder, OptimizationConfiguration configuration) {
      super(builder);
      this.configuration = configuration;
    }

    @Override
    public OptimizationConfiguration getOptimizationConfiguration() {
      return configuration;
    }
  }

  /**
   * A page of one search.
   *
   * @param storage of the UI server
   */
  public ArbiterPage(SearchConfig config, StatsStorageRouter storage) {
    this.storage = storage;
    shown = SearchRunner.configuration(config);
    shown.setDataProvider(new Words("the workers' own"));
    shown.setResultSaver(new Words("search.db and best.json in the search's folder"));
    shown.setScoreFunction(new Score(shown.getScoreFunction()));
    PageSpace space = new PageSpace(shown.getCandidateGenerator().getParameterSpace(), this::value);
    shown.setCandidateGenerator(
        config.generator().create(space, shown.getRngSeed(), shown.getScoreFunction().minimize()));
  }

  private Optional<Object> value(int candidate, String key) {
    return Optional.ofNullable(values.getOrDefault(candidate, Map.of()).get(key));
  }

  @Override
  public void onInitialization(IOptimizationRunner runner) {
    shown.setExecutionStartTime(runner.getConfiguration().getExecutionStartTime());
    onRunnerStatusChange(runner);
  }

  @Override
  public void onShutdown(IOptimizationRunner runner) {
    onRunnerStatusChange(runner);
  }

  @Override
  public void onRunnerStatusChange(IOptimizationRunner runner) {
    GlobalConfigPersistable.Builder global =
        new GlobalConfigPersistable.Builder()
            .sessionId(SESSION)
            .timestamp(System.currentTimeMillis())
            .candidateCounts(
                runner.numCandidatesQueued(),
                runner.numCandidatesCompleted(),
                runner.numCandidatesFailed(),
                runner.numCandidatesTotal())
            .optimizationRunner(SearchRunner.class.getSimpleName());
    storage.putStaticInfo(new Global(global, shown));
  }

  @Override
  public void onCandidateStatusChange(
      CandidateInfo info, IOptimizationRunner runner, OptimizationResult result) {
    if (result != null) {
      Trial trial = (Trial) result.getModelSpecificResults();
      values.put(info.getIndex(), trial.values());
      Progress candidate = of(info);
      candidate.steps = trial.reached();
      trial.score().ifPresent(score -> candidate.scores.put(trial.reached(), score));
    }
    put(info);
  }

  @Override
  @SuppressWarnings("unchecked") // SearchOptions.statusListeners says so
  public void onCandidateIteration(CandidateInfo info, Object candidate, int iteration) {
    values.put(info.getIndex(), (Map<String, Object>) candidate);
    of(info).steps = iteration;
    put(info);
  }

  private Progress of(CandidateInfo info) {
    return progress.computeIfAbsent(info.getIndex(), unused -> new Progress());
  }

  /** In place of what is there of the candidate: its time stays that of its creation. */
  private void put(CandidateInfo info) {
    Progress candidate = of(info);
    int[] steps = candidate.scores.keySet().stream().mapToInt(Integer::intValue).toArray();
    float[] scores = new float[steps.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = candidate.scores.get(steps[i]).floatValue();
    }
    ModelInfoPersistable.Builder model =
        new ModelInfoPersistable.Builder()
            .sessionId(SESSION)
            .timestamp(info.getCreatedTime())
            .workerId(Integer.toString(info.getIndex()))
            .modelIdx(info.getIndex())
            .score(info.getScore())
            .status(info.getCandidateStatus())
            .lastUpdateTime(System.currentTimeMillis())
            .totalNumUpdates(candidate.steps)
            .paramSpaceValues(PageSpace.valuesOf(info.getIndex()))
            .exceptionStackTrace(info.getExceptionStackTrace());
    if (scores.length > 1) { // one makes no line
      model.scoreVsIter(steps, scores);
    }
    storage.putUpdate(model.build());
  }
}
