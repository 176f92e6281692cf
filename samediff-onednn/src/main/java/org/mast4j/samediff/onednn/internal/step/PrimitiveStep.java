package org.mast4j.samediff.onednn.internal.step;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.mast4j.samediff.memory.Address;
import org.mast4j.samediff.onednn.internal.memory.StridedView;
import org.nd4j.linalg.api.buffer.DataType;

/** A step of one oneDNN primitive. */
abstract class PrimitiveStep extends Step {
  /**
   * The processor; oneDNN runs at once, in the calling thread and its OpenMP team. Retained, as the
   * first plan's scope of pointers may be open here.
   */
  static final engine ENGINE = new engine(engine.kind.cpu, 0).retainReference();

  static final stream STREAM = new stream(ENGINE).retainReference();

  /** Below this, a kernel's quality doesn't matter. */
  private static final long SMALL = 1 << 14;

  private final IntMemoryMap arguments = new IntMemoryMap();
  private Call call;

  PrimitiveStep(String name, List<StridedView> reads, List<StridedView> writes) {
    super(name, reads, writes);
  }

  /** Makes the primitive and gives the arguments. */
  abstract primitive build();

  @Override
  public final void prepare() {
    call = new Call(build(), arguments);
  }

  @Override
  List<Call> calls() {
    return List.of(call);
  }

  @Override
  public void run() {
    call.run();
  }

  final void argument(int index, memory memory) {
    arguments.put(index, memory);
  }

  final void argument(int index, StridedView view) {
    arguments.put(index, memory(view));
  }

  /** How oneDNN names the type of a view's elements. */
  static memory.data_type type(StridedView view) {
    return type(view.type());
  }

  static memory.data_type type(DataType type) {
    return switch (type) {
      case FLOAT -> memory.data_type.f32;
      case BFLOAT16 -> memory.data_type.bf16;
      case BYTE -> memory.data_type.s8;
      default -> throw new IllegalStateException("no step works on " + type);
    };
  }

  /** A view's description; a scalar is a vector of one. */
  static memory.desc desc(StridedView view) {
    return view.rank() == 0
        ? new memory.desc(new long[] {1}, type(view), new long[] {1})
        : new memory.desc(view.shape(), type(view), view.strides());
  }

  /** A view's axes in the layout that a kernel likes best. */
  static memory.desc any(StridedView view) {
    return any(view, view.type());
  }

  /** The same in another type. */
  static memory.desc any(StridedView view, DataType type) {
    return new memory.desc(view.shape(), type(type), memory.format_tag.any);
  }

  /** Lays out or converts. */
  static Call reorder(memory from, memory to) {
    return reorder(from, to, new primitive_attr());
  }

  /** The same with attributes, such as factors. */
  static Call reorder(memory from, memory to, primitive_attr attributes) {
    return new Call(new reorder(from, to, attributes))
        .with(dnnl.DNNL_ARG_FROM, from)
        .with(dnnl.DNNL_ARG_TO, to);
  }

  /** A matrix's description, as the last two of four axes. */
  static memory.desc lifted(StridedView matrix) {
    long[] shape = {1, 1, matrix.size(0), matrix.size(1)};
    long outer = Math.max(shape[2] * matrix.stride(0), shape[3] * matrix.stride(1));
    return new memory.desc(
        shape, type(matrix), new long[] {outer, outer, matrix.stride(0), matrix.stride(1)});
  }

  /** A description of NHWC images, whose axes oneDNN names in the order N, C, H, W. */
  static memory.desc images(StridedView view) {
    return images(view, view.type());
  }

  /** The same as if it were of another type. */
  static memory.desc images(StridedView view, DataType type) {
    // Of the view's own strides: permuted, an axis of one element would have another one.
    long[] shape = view.shape();
    long[] strides = view.strides();
    return new memory.desc(
        new long[] {shape[0], shape[3], shape[1], shape[2]},
        type(type),
        new long[] {strides[0], strides[3], strides[1], strides[2]});
  }

  /** Memory of the arena for what is laid out as oneDNN likes it. */
  static StridedView scratch(memory.desc wanted) {
    return StridedView.scratch((wanted.get_size() + Float.BYTES - 1) / Float.BYTES);
  }

  static memory memory(StridedView view) {
    return memory(view, desc(view));
  }

  static memory memory(StridedView view, memory.desc desc) {
    memory memory = memory(view.address(), desc);
    view.storage().bind(memory, view.offset());
    return memory;
  }

  static memory memory(long address, memory.desc desc) {
    return new memory(desc, ENGINE, new Address(address));
  }

  /** Of a kernel that has no memory of its own; see {@link Scratchpad}. */
  static primitive_attr noAttributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  /** The same, with what follows the kernel. */
  static primitive_attr attributes(post_ops after) {
    primitive_attr attributes = noAttributes();
    attributes.set_post_ops(after);
    return attributes;
  }

  /**
   * Whether oneDNN would run this by its reference code, which can be 1,000 times slower than it
   * need be.
   */
  static boolean isReference(primitive_desc_base desc, long resultLength) {
    return resultLength > SMALL && desc.impl_info_str().getString().startsWith("ref");
  }

  /**
   * Fails the plan for a reference kernel.
   *
   * @throws IllegalStateException naming the step
   */
  final void requireFast(primitive_desc_base desc, StridedView result) {
    requireFast(name(), desc, desc(result));
  }

  /** The same for a part of a step. */
  static void requireFast(String step, primitive_desc_base desc, memory.desc result) {
    long[] shape = new long[result.get_ndims()];
    result.get_dims().get(shape);
    if (isReference(desc, Arrays.stream(shape).reduce(1, (a, b) -> a * b))) {
      throw new IllegalStateException(
          step + " of " + Arrays.toString(shape) + " would run by oneDNN's reference code");
    }
  }
}
