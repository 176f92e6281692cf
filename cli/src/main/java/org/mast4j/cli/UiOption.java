package org.mast4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.runner.listener.StatusListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.ui.ArbiterPage;
import org.mast4j.ssl.dl4j.ui.TrainingUi;
import picocli.CommandLine.Option;

/** Where a training or a search is shown while it runs. */
final class UiOption {
  @Option(
      names = "--ui",
      arity = "0..1",
      fallbackValue = "" + TrainingUi.DEFAULT_PORT,
      converter = Bounds.AtLeastZero.class,
      paramLabel = "PORT",
      description = {
        "Show the work in DL4J's UI to browsers on this machine, until the command ends, at",
        "http://127.0.0.1:PORT (default: ${FALLBACK-VALUE}; 0: any that is free)."
      })
  private Optional<Integer> port = Optional.empty();

  /**
   * Starts the UI if it is asked for, and says where it shows a training.
   *
   * @see #start(PrintWriter, String, String)
   */
  Shown start(PrintWriter console) {
    return start(console, "training", "");
  }

  /**
   * Starts the UI if it is asked for, and says where it is.
   *
   * @param work what it shows
   * @param page where it shows that
   * @throws IllegalStateException if it isn't on the class path
   * @throws java.io.UncheckedIOException if the port is taken
   */
  Shown start(PrintWriter console, String work, String page) {
    Shown shown = new Shown(port.map(TrainingUi::start));
    shown.ui.ifPresent(
        ui -> {
          console.println("the %s is shown at %s%s".formatted(work, ui.address(), page));
          console.flush();
        });
    return shown;
  }

  /** The UI while it runs, or none. */
  record Shown(Optional<TrainingUi> ui) implements AutoCloseable {
    /** What shows a training of so many steps on it. */
    List<TrainingListener> listeners(int steps) {
      return ui.stream().map(running -> running.listener(steps)).toList();
    }

    /** What shows a search on it. */
    List<StatusListener> statusListeners(SearchConfig search) {
      return ui.stream()
          .<StatusListener>map(running -> new ArbiterPage(search, running.storage()))
          .toList();
    }

    @Override
    public void close() {
      ui.ifPresent(TrainingUi::close);
    }
  }
}
