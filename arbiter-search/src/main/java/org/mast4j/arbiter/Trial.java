package org.mast4j.arbiter;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mast4j.arbiter.generate.Graded;
import org.mast4j.ssl.pretrain.PretrainingSettings;

/**
 * What became of one candidate.
 *
 * @param index of the candidate, from 0
 * @param values what was searched, by the keys of {@link PretrainingSettings}
 * @param score accuracy of the probe on the validation clips; empty if it failed or has none yet
 * @param failure why it failed; empty if it didn't
 * @param seconds it took until now
 * @param settings all of its settings; empty if its values don't go together
 * @param reached steps that it had been trained for when it got its score
 * @param whole whether these are all
 */
public record Trial(
    int index,
    Map<String, Object> values,
    OptionalDouble score,
    Optional<String> failure,
    double seconds,
    Optional<PretrainingSettings> settings,
    int reached,
    boolean whole)
    implements Graded {}
