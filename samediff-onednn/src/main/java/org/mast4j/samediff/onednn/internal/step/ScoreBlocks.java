package org.mast4j.samediff.onednn.internal.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mast4j.samediff.engine.OpenMpThreads;
import org.mast4j.samediff.onednn.internal.memory.StridedView;

/**
 * Attention's scores [.., M, N] cut into blocks, of whole heads or of one head's rows, that stay in
 * the processor's cache.
 */
final class ScoreBlocks {
  /**
   * Scores of a block for each core that works at it: 1.5 MB, which stay in a second-level cache of
   * 2 MB, and cost little where it is smaller.
   */
  private static final long CORE_LIMIT = 3 << 17;

  private final long[] shape;
  private final long keys;
  private final long together;
  private final long limit;
  private final List<Block> blocks = new ArrayList<>();

  /**
   * Some rows of some heads.
   *
   * @param from of each leading axis and of the rows
   * @param size likewise
   */
  record Block(long[] from, long[] size) {
    /** Whether rows of the same heads have been in a block before. */
    boolean continuesHeads() {
      return from[from.length - 1] > 0;
    }

    /** Its part of [.., M, x]. */
    StridedView rows(StridedView view) {
      return cut(view, from.length);
    }

    /** Its heads' part of [.., x, y]. */
    StridedView heads(StridedView view) {
      return cut(view, from.length - 1);
    }

    private StridedView cut(StridedView view, int axes) {
      long[] start = new long[view.rank()];
      long[] extent = view.shape();
      System.arraycopy(from, 0, start, 0, axes);
      System.arraycopy(size, 0, extent, 0, axes);
      return view.slice(start, extent).orElseThrow();
    }
  }

  private ScoreBlocks(long[] shape, long keys, long together, long limit) {
    this.shape = shape;
    this.keys = keys;
    this.together = together;
    this.limit = limit;
  }

  /**
   * How many scores a block may have.
   *
   * @param matrices how many matrices of a block's size are in use at once
   */
  static long limit(int matrices) {
    return CORE_LIMIT * OpenMpThreads.ofThisThread() / matrices;
  }

  /**
   * The blocks, heads by heads.
   *
   * @param queries [.., M, d]
   * @param keys N
   * @param limit largest number of scores, if that is at least a row's
   */
  static List<Block> of(StridedView queries, long keys, long limit) {
    return of(queries, keys, 1, limit);
  }

  /**
   * The same; where a head is too large, as many rows of each of some heads.
   *
   * @param together how many heads at most: one for each core, so that a core finds in its cache
   *     what it has written there
   */
  static List<Block> of(StridedView queries, long keys, long together, long limit) {
    long[] shape = Arrays.copyOf(queries.shape(), queries.rank() - 1);
    ScoreBlocks cutter = new ScoreBlocks(shape, keys, together, limit);
    cutter.cut(0, new long[shape.length], shape.clone());
    return List.copyOf(cutter.blocks);
  }

  /** The scores of the largest block. */
  static long largest(List<Block> blocks, long keys) {
    return blocks.stream().mapToLong(block -> product(block.size(), 0) * keys).max().orElseThrow();
  }

  /** Cuts an axis; those before are cut already. */
  private void cut(int axis, long[] from, long[] size) {
    boolean rows = axis == shape.length - 1;
    long one = product(shape, axis + 1) * keys;
    long heads = rows ? product(Arrays.copyOf(size, axis), 0) : 1;
    long count = Math.max(1, Math.min(shape[axis], limit / (heads * one)));
    if (axis == shape.length - 2) {
      count = Math.max(count, Math.min(shape[axis], together));
    }
    if (rows || one * count > limit) {
      count = evenly(shape[axis], count);
    }
    for (long first = 0; first < shape[axis]; first += count) {
      long[] start = from.clone();
      long[] extent = size.clone();
      start[axis] = first;
      extent[axis] = Math.min(count, shape[axis] - first);
      if (rows || one * count <= limit) {
        blocks.add(new Block(start, extent));
      } else {
        cut(axis + 1, start, extent);
      }
    }
  }

  /** The size of as many pieces as those of this size would be. */
  private static long evenly(long whole, long size) {
    long pieces = (whole + size - 1) / size;
    return (whole + pieces - 1) / pieces;
  }

  private static long product(long[] sizes, int from) {
    long product = 1;
    for (int i = from; i < sizes.length; i++) {
      product *= sizes[i];
    }
    return product;
  }
}
