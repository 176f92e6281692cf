package org.mast4j.arbiter.plan;

import org.mast4j.settings.Require;

/**
 * A part of a candidate's training that a worker does in one go.
 *
 * @param number counted from 0, in the order in which jobs were decided on
 * @param candidate whose training it is, counted from 0
 * @param from steps or epochs that were done before
 * @param to steps or epochs that are done afterwards, when the candidate gets a score
 * @param seen how many jobs' outcomes were known, all of the first ones, when it was decided on
 */
public record Job(int number, int candidate, int from, int to, int seen) {
  public Job {
    Require.notNegative("number", number);
    Require.notNegative("candidate", candidate);
    Require.notNegative("from", from);
    Require.that(to > from, "to", to, "more than from " + from);
    Require.that(seen >= 0 && seen <= number, "seen", seen, "0 to the job's number " + number);
  }
}
