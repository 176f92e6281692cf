package org.mast4j.arbiter.generate;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;

/** Arbiter's random search. */
public record Random() implements Generator {
  @Override
  public CandidateGenerator create(ParameterSpace<?> space, long seed, boolean minimize) {
    CandidateGenerator generator = new RandomSearchGenerator(space);
    generator.setRngSeed(seed);
    return generator;
  }
}
