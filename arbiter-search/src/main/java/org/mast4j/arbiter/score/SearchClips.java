package org.mast4j.arbiter.score;

import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.mast4j.ssl.finetune.FineTuner;

/**
 * The clips of a search as Arbiter hands them to a score function. (Arbiter would rather have a
 * DataSource, but that is a class with a no-argument constructor and can't hold clips.)
 *
 * @param data what it provides
 */
@SuppressWarnings("deprecation") // Arbiter's DataProvider
public record SearchClips(SearchData data) implements DataProvider {
  @Override
  public FineTuner.Labelled trainData(Map<String, Object> parameters) {
    return data.train();
  }

  @Override
  public FineTuner.Labelled testData(Map<String, Object> parameters) {
    return data.validation();
  }

  @Override
  public Class<?> getDataType() {
    return FineTuner.Labelled.class;
  }
}
