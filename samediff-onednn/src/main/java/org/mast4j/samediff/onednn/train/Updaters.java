package org.mast4j.samediff.onednn.train;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.learning.GradientUpdater;

/** The updaters that a graph keeps, saves and loads with its state. */
final class Updaters {
  private Updaters() {}

  /** By parameter; made now if the graph was never trained. */
  static Map<String, GradientUpdater> of(SameDiff graph) {
    if (!graph.isInitializedTraining()) {
      initialize(graph);
    }
    return graph.getUpdaterMap();
  }

  /** Only {@code SameDiff.fit} can do so by public methods, after a batch of training. */
  private static void initialize(SameDiff graph) {
    try {
      Method method = SameDiff.class.getDeclaredMethod("initializeTraining");
      method.setAccessible(true);
      method.invoke(graph);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "the graph's updaters can't be made: " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "this nd4j-api has no SameDiff.initializeTraining; expected version 1.0.0-M2.1", e);
    }
  }
}
