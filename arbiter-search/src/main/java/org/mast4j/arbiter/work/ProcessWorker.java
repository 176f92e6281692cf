package org.mast4j.arbiter.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A worker in a process of its own, which runs a {@link WorkerLoop}. */
public final class ProcessWorker implements Worker {
  /** Lines of its error output that are kept to say why it died. */
  private static final int LAST_WORDS = 20;

  private final Process process;
  private final Consumer<WorkerEvent> events;
  private final Writer in;
  private final Deque<String> said = new ArrayDeque<>();
  private volatile boolean closed;
  private Optional<String> died = Optional.empty();

  /**
   * Starts it.
   *
   * @param command of a program that calls {@link WorkerLoop#run}
   * @throws IOException if it can't be started
   */
  public ProcessWorker(ProcessBuilder command, Consumer<WorkerEvent> events) throws IOException {
    this.events = events;
    this.process = command.start();
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    Thread errors = daemon("search-worker-errors", this::hearErrors);
    daemon("search-worker-output", () -> hear(errors));
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void hear(Thread errors) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        Optional<WorkerEvent> event = Messages.readEvent(line, this);
        if (event.isPresent() && event.get() instanceof WorkerEvent.Died death) {
          died = Optional.of(death.reason());
        } else {
          event.ifPresent(events);
        }
      }
      errors.join();
      int code = process.waitFor();
      if (!closed) {
        events.accept(new WorkerEvent.Died(this, died.orElseGet(() -> reason(code))));
      }
    } catch (IOException e) {
      if (!closed) {
        events.accept(new WorkerEvent.Died(this, e.toString()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void hearErrors() {
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        synchronized (said) {
          said.add(line.substring(line.lastIndexOf('\r') + 1)); // of a bar how it ended
          if (said.size() > LAST_WORDS) {
            said.remove();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String reason(int code) {
    synchronized (said) {
      String words = said.stream().map(String::strip).collect(Collectors.joining(" "));
      return "its process ended with exit code " + code + (words.isEmpty() ? "" : ": " + words);
    }
  }

  @Override
  public void begin(Assignment assignment) {
    try {
      in.write(Messages.assignment(assignment) + "\n");
      in.flush();
    } catch (IOException e) {
      process.destroyForcibly(); // it is dying, which is told where its output ends
    }
  }

  @Override
  public void close() {
    closed = true;
    process.destroyForcibly();
  }

  /** What it hears when its runner dies. */
  void endInput() {
    try {
      in.close();
    } catch (IOException e) {
      process.destroyForcibly(); // it is dying already
    }
  }

  /** For those who look on. */
  public long pid() {
    return process.pid();
  }
}
