package org.mast4j.samediff.ir;

/**
 * A window that slides over NHWC images in a frame of zeros.
 *
 * @param rows how it moves from row to row
 * @param columns how it moves along a row
 */
public record Window(Slide rows, Slide columns) {

  /**
   * How a window moves along one axis of an image.
   *
   * @param size elements that it sees at once
   * @param stride elements from one place to the next
   * @param dilation elements from one that it sees to the next
   * @param before zeros in front of the image
   * @param after zeros behind it; negative where the window never reaches the image's end
   */
  public record Slide(long size, long stride, long dilation, long before, long after) {

    /** Elements from the first to the last that a window sees, both included. */
    public static long extent(long size, long dilation) {
      return (size - 1) * dilation + 1;
    }

    /** How many places it has on an image of this length. */
    public long places(long length) {
      return (before + length + after - extent(size, dilation)) / stride + 1;
    }
  }

  /** Elements that it sees at once. */
  public long area() {
    return rows.size() * columns.size();
  }
}
