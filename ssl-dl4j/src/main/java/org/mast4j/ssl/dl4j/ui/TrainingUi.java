package org.mast4j.ssl.dl4j.ui;

import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * DL4J's training UI, reached by a browser on the same machine alone: scores, ratios of updates to
 * parameters, histograms of each layer; and Arbiter's page of searches, at {@code /arbiter}.
 *
 * <p>It needs {@code org.mast4j:mast4j-ui}, of type pom, among an application's dependencies.
 */
public interface TrainingUi extends AutoCloseable {
  /** Where DL4J's UI is by default. */
  int DEFAULT_PORT = 9000;

  /**
   * Starts the server.
   *
   * @param port to listen on, 0 for any that is free
   * @throws IllegalStateException if the UI isn't on the class path, or one runs in this JVM
   * @throws java.io.UncheckedIOException if the port can't be listened on
   */
  static TrainingUi start(int port) {
    try {
      Class.forName(
          "org.deeplearning4j.ui.VertxUIServer", false, TrainingUi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "the training UI isn't on the class path; add org.mast4j:mast4j-ui (of type pom)", e);
    }
    return RunningUi.start(port);
  }

  /**
   * What shows a training on it: DL4J's StatsListener, which looks some 200 times in a run, since
   * each look takes time and memory.
   *
   * @param steps of the run
   */
  TrainingListener listener(int steps);

  /** What its pages show, for whoever has something else to show than a training. */
  StatsStorageRouter storage();

  /** "http://127.0.0.1:9000". */
  String address();

  /** Stops the server. */
  @Override
  void close();
}
