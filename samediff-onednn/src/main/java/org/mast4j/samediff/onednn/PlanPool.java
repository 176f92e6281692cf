package org.mast4j.samediff.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.samediff.onednn.internal.plan.Plan;

/**
 * Plans that do the same, as many as there have been callers at once: each call takes one and gives
 * it back. Safe to share by threads.
 */
final class PlanPool {
  private final List<Plan> all = new ArrayList<>();
  private final Deque<Plan> idle = new ArrayDeque<>();
  private final Map<Plan, Thread> busy = new IdentityHashMap<>();
  private boolean retired;

  /** The one that was given back last, whose memory is the warmest. */
  synchronized Optional<Plan> take() {
    Plan plan = idle.pollLast();
    if (plan != null) {
      busy.put(plan, Thread.currentThread());
    }
    return Optional.ofNullable(plan);
  }

  /** Adds a plan that the calling thread has taken. */
  synchronized void addTaken(Plan made) {
    all.add(made);
    busy.put(made, Thread.currentThread());
  }

  synchronized void giveBack(Plan plan) {
    busy.remove(plan);
    if (retired) {
      close(plan);
    } else {
      idle.addLast(plan);
    }
    notifyAll();
  }

  /** Frees the plans, those that are in use when they are given back. */
  synchronized void retire() {
    retired = true;
    idle.forEach(this::close);
    idle.clear();
  }

  private void close(Plan plan) {
    all.remove(plan);
    plan.close();
  }

  /** Waits until no other thread uses a plan; only once it is retired, or that may never be. */
  synchronized void awaitOthers() {
    boolean interrupted = false;
    while (busy.values().stream().anyMatch(thread -> thread != Thread.currentThread())) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // what they use is about to be freed: there is nothing else to do
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized List<Plan> plans() {
    return List.copyOf(all);
  }
}
