package org.mast4j.arbiter.generate;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** Arbiter's genetic search. */
public record Genetic(
    @Setting(
            value =
                "How many of the best candidates breed; as many are drawn at random before, but a"
                    + " third.")
        int population)
    implements Generator {

  /** With the defaults. */
  public Genetic() {
    this(12);
  }

  public Genetic {
    Require.that(population >= 4, "population", population, "4 or more");
  }

  @Override
  public CandidateGenerator create(ParameterSpace<?> space, long seed, boolean minimize) {
    CandidateGenerator generator = new GeneticGenerator(space, population, minimize);
    generator.setRngSeed(seed);
    return generator;
  }
}
