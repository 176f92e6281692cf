package org.mast4j.arbiter;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.arbiter.optimize.api.data.DataProvider;
import org.deeplearning4j.arbiter.optimize.api.data.DataSource;
import org.deeplearning4j.arbiter.optimize.api.score.ScoreFunction;
import org.mast4j.ssl.evaluate.LinearProbe;

/**
 * Arbiter's score of a pre-trained encoder: the accuracy of a linear probe on the validation clips.
 * The probe's L2 is chosen on the same clips, so the score ranks candidates and flatters each.
 */
@SuppressWarnings("deprecation") // Arbiter's DataProvider
final class ProbeAccuracy implements ScoreFunction {
  private static final long serialVersionUID = 1L;

  @Override
  public double score(Object model, DataProvider provider, Map<String, Object> parameters) {
    PretrainedEncoder encoder = (PretrainedEncoder) model;
    ProbeData data = (ProbeData) provider;
    LinearProbe.Split validation = embed(encoder, data.testData(parameters));
    return LinearProbe.run(
            embed(encoder, data.trainData(parameters)),
            validation,
            validation,
            data.testData(parameters).classes())
        .accuracy();
  }

  private static LinearProbe.Split embed(PretrainedEncoder encoder, ProbeData.ProbeClips split) {
    return new LinearProbe.Split(encoder.embed(split.clips()), split.labels());
  }

  @Override
  public double score(Object model, Class<? extends DataSource> source, Properties properties) {
    throw new UnsupportedOperationException("the probe takes its clips from a DataProvider");
  }

  @Override
  public boolean minimize() {
    return false;
  }

  @Override
  public List<Class<?>> getSupportedModelTypes() {
    return List.of(PretrainedEncoder.class);
  }

  @Override
  public List<Class<?>> getSupportedDataTypes() {
    return List.of(ProbeData.ProbeClips.class);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeAccuracy;
  }

  @Override
  public int hashCode() {
    return ProbeAccuracy.class.hashCode();
  }
}
