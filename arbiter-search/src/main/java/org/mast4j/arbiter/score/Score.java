package org.mast4j.arbiter.score;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.mast4j.settings.ByName;
import org.mast4j.ssl.finetune.FineTuner;
import org.mast4j.zoo.Activation;

/**
 * What says how good a candidate is, for searches here and, as a score function, for Arbiter's own
 * runners. One is a record of its settings that stands among the services of this interface; a
 * search's file names it by its type's name in lower case.
 */
@ByName(Scores.class)
@SuppressWarnings("deprecation") // Arbiter's DataProvider
public interface Score extends ScoreFunction {

  /** The score of a candidate. */
  double of(TrainedCandidate candidate, SearchData data);

  /** What people call it: "probe score". */
  String label();

  /**
   * Checks, before anything is read, that there can be a score.
   *
   * @param activation softmax where a clip has one class, sigmoid where it has any number
   * @throws IllegalArgumentException saying why there can't
   */
  default void requireSuits(Activation activation) {}

  /** Whether the lower score is the better one. */
  @Override
  default boolean minimize() {
    return false;
  }

  @Override
  default double score(Object model, DataProvider clips, Map<String, Object> parameters) {
    return of((TrainedCandidate) model, ((SearchClips) clips).data());
  }

  @Override
  default double score(Object model, Class<? extends DataSource> source, Properties properties) {
    throw new UnsupportedOperationException("a score takes its clips from a DataProvider");
  }

  @Override
  default List<Class<?>> getSupportedModelTypes() {
    return List.of(TrainedCandidate.class);
  }

  @Override
  default List<Class<?>> getSupportedDataTypes() {
    return List.of(FineTuner.Labelled.class);
  }
}
