package org.mast4j.arbiter.generate;

import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.mast4j.settings.ByName;

/**
 * How candidates are made up. One is a record of its settings that stands among the services of
 * this interface; settings name it by its type's name in lower case.
 */
@ByName(Generators.class)
public interface Generator {
  /**
   * A generator for Arbiter, of which equal ones give equal candidates if they are told the same.
   *
   * @param minimize whether the lower score is the better one
   * @throws IllegalArgumentException if it can't search that space
   */
  CandidateGenerator create(ParameterSpace<?> space, long seed, boolean minimize);
}
