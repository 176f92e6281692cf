package org.mast4j.ssl.evaluate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimises a smooth convex function by limited-memory BFGS (Liu and Nocedal, 1989) with a line
 * search that bisects until the weak Wolfe conditions hold (Lewis and Overton, 2013).
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int ITERATIONS = 2000;
  private static final int BISECTIONS = 40;
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  private Lbfgs() {}

  /** What is minimised, over points of a space with an inner product of its own. */
  interface Objective {
    /** The value at a point; fills in the gradient, the vector that the inner product means. */
    double at(double[] point, double[] gradient);

    /** The inner product of two vectors. */
    double dot(double[] u, double[] v);
  }

  /** A step of the past: how far it went, and how the gradient changed. */
  private record Pair(double[] step, double[] change, double product) {}

  /** A point with the function's value and gradient there. */
  private record Place(double[] point, double value, double[] gradient) {}

  /**
   * The point where the gradient's norm has fallen to {@code tolerance}, or where rounding lets the
   * value fall no further.
   */
  static double[] minimize(Objective objective, double[] start, double tolerance) {
    Place place = place(objective, start.clone());
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int i = 0; i < ITERATIONS; i++) {
      double norm = norm(objective, place.gradient);
      if (norm <= tolerance) {
        break;
      }
      double[] direction = direction(objective, place.gradient, pairs);
      Place next = search(objective, place, direction, pairs.isEmpty() ? 1 / norm : 1);
      if (next.value >= place.value) {
        break;
      }
      remember(objective, place, next, pairs);
      place = next;
    }
    return place.point;
  }

  private static Place place(Objective objective, double[] point) {
    double[] gradient = new double[point.length];
    return new Place(point, objective.at(point, gradient), gradient);
  }

  private static double norm(Objective objective, double[] v) {
    return Math.sqrt(Math.max(0, objective.dot(v, v)));
  }

  private static void remember(Objective objective, Place from, Place to, Deque<Pair> pairs) {
    double[] step = sum(to.point, -1, from.point);
    double[] change = sum(to.gradient, -1, from.gradient);
    double product = objective.dot(step, change);
    if (product > 0) {
      if (pairs.size() == MEMORY) {
        pairs.removeLast();
      }
      pairs.addFirst(new Pair(step, change, product)); // the newest first
    }
  }

  /** Minus the inverse Hessian's estimate times the gradient, by the two loops. */
  private static double[] direction(Objective objective, double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient.clone();
    double[] shares = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) {
      shares[i] = objective.dot(pair.step, q) / pair.product;
      add(q, -shares[i++], pair.change);
    }
    double scale =
        pairs.isEmpty()
            ? 1
            : pairs.getFirst().product
                / objective.dot(pairs.getFirst().change, pairs.getFirst().change);
    for (int j = 0; j < q.length; j++) {
      q[j] *= -scale;
    }
    Iterator<Pair> oldestFirst = pairs.descendingIterator();
    while (oldestFirst.hasNext()) {
      Pair pair = oldestFirst.next();
      add(q, -shares[--i] - objective.dot(pair.change, q) / pair.product, pair.step);
    }
    return q;
  }

  private static Place search(Objective objective, Place from, double[] direction, double first) {
    double slope = objective.dot(from.gradient, direction);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double length = first;
    Place next = from;
    for (int i = 0; i < BISECTIONS; i++) {
      next = place(objective, sum(from.point, length, direction));
      if (!(next.value <= from.value + DECREASE * length * slope)) {
        high = length;
      } else if (objective.dot(next.gradient, direction) < CURVATURE * slope) {
        low = length;
      } else {
        break;
      }
      length = Double.isInfinite(high) ? 2 * length : (low + high) / 2;
    }
    return next;
  }

  private static double[] sum(double[] x, double factor, double[] y) {
    double[] sum = x.clone();
    add(sum, factor, y);
    return sum;
  }

  private static void add(double[] to, double factor, double[] x) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * x[i];
    }
  }
}
