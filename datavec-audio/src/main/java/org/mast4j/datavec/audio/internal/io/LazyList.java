package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** A list whose elements are made, or read, whenever they are got. */
public class LazyList<T> extends AbstractList<T> implements RandomAccess {

  private final int size;
  private final Maker<T> maker;

  /** Makes one element. */
  @FunctionalInterface
  public interface Maker<T> {
    /**
     * Makes it anew.
     *
     * @throws IOException comes out of the list as an UncheckedIOException around it
     */
    T make(int index) throws IOException;
  }

  /**
   * Elements 0 to {@code size - 1}, which as many threads may get at a time as the maker allows.
   */
  public LazyList(int size, Maker<T> maker) {
    this.size = size;
    this.maker = Objects.requireNonNull(maker, "maker");
  }

  @Override
  public T get(int index) {
    try {
      return maker.make(Objects.checkIndex(index, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public int size() {
    return size;
  }
}
