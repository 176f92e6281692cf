package org.mast4j.samediff.onednn.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.onednn.internal.step.Step;

/**
 * Prepares steps by as many threads as the calling thread's graphs are computed by: most of it is
 * oneDNN compiling kernels, which it does side by side.
 */
final class Preparation {
  /** Steps that a thread takes at a time. */
  private static final int SHARE = 16;

  private final List<Step> steps;
  private final int threads = OpenMpThreads.ofThisThread();
  private final AtomicInteger next = new AtomicInteger();
  private final List<PointerScope> scopes = new ArrayList<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private final List<Error> errors = new ArrayList<>();

  private Preparation(List<Step> steps) {
    this.steps = steps;
  }

  /** Prepares them, and gives the scopes of all pointers that are made. */
  static List<PointerScope> of(List<Step> steps) {
    Preparation preparation = new Preparation(steps);
    preparation.run();
    return preparation.scopes;
  }

  private void run() {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads && i * SHARE < steps.size(); i++) {
      Thread thread = new Thread(this::prepareSameThreads, "mast4j-plan-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    prepareSome();
    others.forEach(Preparation::await);
    if (!failures.isEmpty() || !errors.isEmpty()) {
      scopes.forEach(PointerScope::close);
    }
    if (!errors.isEmpty()) {
      throw errors.get(0);
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /** Kernels are made for as many threads as the one has that makes them. */
  private void prepareSameThreads() {
    OpenMpThreads.ofThisThread(threads);
    prepareSome();
  }

  private void prepareSome() {
    try (PointerScope scope = new PointerScope()) {
      keep(scope.extend());
      int from = next.getAndAdd(SHARE);
      while (from < steps.size()) {
        steps.subList(from, Math.min(from + SHARE, steps.size())).forEach(Step::prepare);
        from = next.getAndAdd(SHARE);
      }
    } catch (RuntimeException e) {
      fail(failures, e);
    } catch (LinkageError e) {
      fail(errors, e);
    }
  }

  private synchronized void keep(PointerScope scope) {
    scopes.add(scope);
  }

  private synchronized <T> void fail(List<T> list, T failure) {
    list.add(failure);
    next.set(steps.size()); // the others may stop
  }

  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // it is done in a moment, and its pointers must be known then
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
