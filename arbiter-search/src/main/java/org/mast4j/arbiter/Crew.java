package org.mast4j.arbiter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.work.Assignment;
import org.mast4j.arbiter.work.Worker;
import org.mast4j.arbiter.work.WorkerEvent;

/** The workers of a search: who does what, and who has died. */
final class Crew implements AutoCloseable {
  private final SearchWorkers settings;
  private final Worker.Factory factory;
  private final Consumer<WorkerEvent> events;
  private final List<Place> places = new ArrayList<>();

  /** A worker's place. */
  private static final class Place {
    private Worker worker;
    private boolean ready;
    private Optional<Job> job = Optional.empty();
    private long lastSign = System.nanoTime();
  }

  /**
   * A worker that is no more.
   *
   * @param worker its place, from 0
   * @param job that it had
   */
  record Loss(int worker, Optional<Job> job, String reason) {}

  /** Starts all of them. */
  Crew(SearchWorkers settings, Worker.Factory factory, Consumer<WorkerEvent> events)
      throws IOException {
    this.settings = settings;
    this.factory = factory;
    this.events = events;
    boolean started = false;
    try {
      for (int i = 0; i < settings.count(); i++) {
        places.add(new Place());
        start(i);
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private void start(int index) throws IOException {
    Place place = places.get(index);
    place.ready = false;
    place.job = Optional.empty();
    place.lastSign = System.nanoTime();
    place.worker = factory.start(index, events);
  }

  boolean hasIdle() {
    return places.stream().anyMatch(Crew::isIdle);
  }

  private static boolean isIdle(Place place) {
    return place.ready && place.job.isEmpty();
  }

  boolean isBusy() {
    return places.stream().anyMatch(place -> place.job.isPresent());
  }

  boolean isStarting() {
    return places.stream().anyMatch(place -> !place.ready);
  }

  /** Gives an assignment to one that is idle. */
  void begin(Assignment assignment) {
    Place place = places.stream().filter(Crew::isIdle).findFirst().orElseThrow();
    place.job = Optional.of(assignment.job());
    place.lastSign = System.nanoTime();
    place.worker.begin(assignment);
  }

  void ready(Worker worker) {
    find(worker).ifPresent(place -> place.ready = true);
  }

  /** Notes a sign of life; the job that the worker has. */
  Optional<Job> alive(Worker worker) {
    Optional<Place> place = find(worker);
    place.ifPresent(p -> p.lastSign = System.nanoTime());
    return place.flatMap(p -> p.job);
  }

  /** The job that it had; it is idle now. */
  Optional<Job> ended(Worker worker) {
    Optional<Place> place = find(worker);
    Optional<Job> job = place.flatMap(p -> p.job);
    place.ifPresent(p -> p.job = Optional.empty());
    return job;
  }

  /**
   * Puts another one in its place; empty if it had been replaced before.
   *
   * @throws IOException if it died before it was ready, as the next would, or none can be started
   */
  Optional<Loss> died(Worker worker, String reason) throws IOException {
    Optional<Place> place = find(worker);
    return place.isEmpty() ? Optional.empty() : Optional.of(replace(place.get(), reason));
  }

  private Loss replace(Place place, String reason) throws IOException {
    if (!place.ready) {
      throw new IOException("a worker can't start: " + reason);
    }
    place.worker.close();
    Loss loss = new Loss(places.indexOf(place), place.job, reason);
    start(loss.worker());
    return loss;
  }

  /** Replaces those that have given no sign of life for too long. */
  List<Loss> stalled() throws IOException {
    long longest = (long) (settings.stallMinutes() * TimeUnit.MINUTES.toNanos(1));
    List<Loss> losses = new ArrayList<>();
    for (Place place : places) {
      if (place.job.isPresent() && System.nanoTime() - place.lastSign > longest) {
        losses.add(
            replace(place, "no step for " + settings.stallMinutes() + " minutes (stallMinutes)"));
      }
    }
    return losses;
  }

  private Optional<Place> find(Worker worker) {
    return places.stream().filter(place -> place.worker == worker).findFirst();
  }

  @Override
  public void close() {
    places.stream().filter(place -> place.worker != null).forEach(place -> place.worker.close());
  }
}
