package org.mast4j.arbiter.work;

import org.mast4j.arbiter.plan.Outcome;

/** What a worker tells of itself. */
public sealed interface WorkerEvent {
  /** Whose. */
  Worker worker();

  /** It waits for its first assignment. */
  record Ready(Worker worker) implements WorkerEvent {}

  /** So many steps or epochs of its candidate are done. */
  record Reached(Worker worker, int count) implements WorkerEvent {}

  /** A score on the way. */
  record Scored(Worker worker, int count, double score) implements WorkerEvent {}

  /** Its job has ended, after so many seconds. */
  record Ended(Worker worker, Outcome outcome, double seconds) implements WorkerEvent {}

  /** It is no more, for that reason; a job that it had hasn't ended. */
  record Died(Worker worker, String reason) implements WorkerEvent {}
}
