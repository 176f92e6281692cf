package org.mast4j.arbiter.generate;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** A {@link TpeGenerator}, which learns from the results. */
public record Tpe(
    @Setting(value = "Candidates that are drawn at random before it has results to learn from.")
        int startup)
    implements Generator {

  /** With the defaults. */
  public Tpe() {
    this(10);
  }

  public Tpe {
    Require.positive("startup", startup);
  }

  @Override
  public CandidateGenerator create(ParameterSpace<?> space, long seed, boolean minimize) {
    CandidateGenerator generator = new TpeGenerator(space, startup, minimize);
    generator.setRngSeed(seed);
    return generator;
  }
}
