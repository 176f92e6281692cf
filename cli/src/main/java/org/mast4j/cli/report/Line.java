package org.mast4j.cli.report;

import java.util.stream.IntStream;
import org.mast4j.notebook.picture.Palette;

/**
 * A number over steps, one of several in a picture.
 *
 * @param name for people
 * @param colour index of the one that tells it from the others; below 0 for the page's accent
 * @param steps at which it is known, rising
 * @param values one a step
 */
public record Line(String name, int colour, double[] steps, double[] values) {
  public Line {
    if (values.length == 0 || values.length != steps.length) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values of " + steps.length + " steps");
    }
  }

  /** One a step. */
  static Line of(Curve curve) {
    double[] steps = IntStream.rangeClosed(1, curve.values().length).asDoubleStream().toArray();
    return new Line(curve.title(), -1, steps, curve.values());
  }

  /** The attribute of its colour. */
  String style() {
    return style(colour);
  }

  /** The attribute of a line's colour, with dashes where colours come again. */
  static String style(int colour) {
    if (colour < 0) {
      return "";
    }
    String dashes = colour < Palette.SIZE ? "" : ";stroke-dasharray:6 3";
    return "style='stroke:" + Palette.css(colour) + dashes + "' ";
  }
}
