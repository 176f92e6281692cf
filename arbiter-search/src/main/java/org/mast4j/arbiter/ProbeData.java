package org.mast4j.arbiter;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * The clips of a search as Arbiter hands them to a score function. (Arbiter would rather have a
 * DataSource, but that is a class with a no-argument constructor and can't hold clips.)
 */
@SuppressWarnings("deprecation")
final class ProbeData implements DataProvider {
  private final transient SearchData data;

  ProbeData(SearchData data) {
    this.data = data;
  }

  /** Clips and the class of each. */
  record ProbeClips(List<Spectrogram> clips, int[] labels, int classes) {}

  @Override
  public ProbeClips trainData(Map<String, Object> parameters) {
    return new ProbeClips(data.train(), data.trainLabels(), data.classes());
  }

  @Override
  public ProbeClips testData(Map<String, Object> parameters) {
    return new ProbeClips(data.validation(), data.validationLabels(), data.classes());
  }

  @Override
  public Class<?> getDataType() {
    return ProbeClips.class;
  }
}
