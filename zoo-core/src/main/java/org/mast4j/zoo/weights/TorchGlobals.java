package org.mast4j.zoo.weights;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.zoo.weights.TorchPickle.Tuple;

/** All that a checkpoint's pickle may refer to by name: no other name has a meaning here. */
final class TorchGlobals {
  /** What a pickle may call. */
  interface Function {
    /**
     * Builds one value.
     *
     * @throws IllegalArgumentException if the arguments aren't those that torch.save writes
     */
    Object call(List<Object> arguments);
  }

  /** A class of storages, or of elements ({@code torch.uint16}). */
  private record Type(ElementType elements) {}

  private static final Map<String, Object> BY_NAME = new HashMap<>();

  static {
    function("collections.OrderedDict", TorchGlobals::orderedDict);
    function("torch._utils._rebuild_tensor_v2", TorchGlobals::tensorV2);
    function("torch._utils._rebuild_tensor_v3", TorchGlobals::tensorV3);
    function("torch._utils._rebuild_parameter", TorchGlobals::parameter);
    function("torch._utils._rebuild_parameter_with_state", TorchGlobals::parameter);
    type(ElementType.F64, "torch.DoubleStorage", "torch.float64");
    type(ElementType.F32, "torch.FloatStorage", "torch.float32");
    type(ElementType.F16, "torch.HalfStorage", "torch.float16");
    type(ElementType.BF16, "torch.BFloat16Storage", "torch.bfloat16");
    type(ElementType.I64, "torch.LongStorage", "torch.int64");
    type(ElementType.I32, "torch.IntStorage", "torch.int32");
    type(ElementType.I16, "torch.ShortStorage", "torch.int16");
    type(ElementType.I8, "torch.CharStorage", "torch.int8");
    type(ElementType.BOOL, "torch.BoolStorage", "torch.bool");
    // Types without a storage class of their own lie in untyped storages, counted in bytes.
    type(ElementType.U8, "torch.ByteStorage", "torch.storage.UntypedStorage", "torch.uint8");
    type(ElementType.U64, "torch.uint64");
    type(ElementType.U32, "torch.uint32");
    type(ElementType.U16, "torch.uint16");
  }

  private TorchGlobals() {}

  private static void function(String name, Function function) {
    BY_NAME.put(name, function);
  }

  private static void type(ElementType elements, String... names) {
    for (String name : names) {
      BY_NAME.put(name, new Type(elements));
    }
  }

  static Optional<Object> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The storage of a persistent id ("storage", class, key, device, length).
   *
   * @throws IllegalArgumentException if the id isn't one
   */
  static TorchStorage storage(List<Object> id) {
    if (id.size() != 5 || !"storage".equals(id.get(0))) {
      throw new IllegalArgumentException("a persistent id that is no storage");
    }
    ElementType type = argument(id, 1, Type.class).elements;
    return new TorchStorage(type, argument(id, 2, String.class), argument(id, 4, Long.class));
  }

  private static Object orderedDict(List<Object> arguments) {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("OrderedDict with arguments");
    }
    return new LinkedHashMap<>();
  }

  /** Arguments: storage, offset, shape, strides, requires_grad, backward_hooks[, metadata]. */
  private static TorchTensor tensorV2(List<Object> arguments) {
    requireNoMetadata(arguments, 6);
    return tensor(arguments, argument(arguments, 0, TorchStorage.class).type());
  }

  /** As version 2, with the type before the metadata. */
  private static TorchTensor tensorV3(List<Object> arguments) {
    requireNoMetadata(arguments, 7);
    return tensor(arguments, argument(arguments, 6, Type.class).elements);
  }

  private static TorchTensor tensor(List<Object> arguments, ElementType type) {
    return new TorchTensor(
        argument(arguments, 0, TorchStorage.class),
        type,
        argument(arguments, 1, Long.class),
        longs(argument(arguments, 2, Tuple.class)),
        longs(argument(arguments, 3, Tuple.class)));
  }

  /** The metadata says that the values are yet to be negated or conjugated. */
  private static void requireNoMetadata(List<Object> arguments, int index) {
    boolean none =
        arguments.size() <= index
            || arguments.get(index) == TorchPickle.None.NONE
            || arguments.get(index) instanceof Map<?, ?> metadata && metadata.isEmpty();
    if (!none) {
      throw new IllegalArgumentException("a tensor with metadata, such as a lazy negation");
    }
  }

  private static TorchTensor parameter(List<Object> arguments) {
    return argument(arguments, 0, TorchTensor.class);
  }

  private static long[] longs(Tuple tuple) {
    long[] numbers = new long[tuple.items().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = argument(tuple.items(), i, Long.class);
    }
    return numbers;
  }

  private static <T> T argument(List<Object> arguments, int index, Class<T> type) {
    if (index >= arguments.size() || !type.isInstance(arguments.get(index))) {
      throw new IllegalArgumentException(
          "argument %d isn't a %s".formatted(index + 1, type.getSimpleName()));
    }
    return type.cast(arguments.get(index));
  }
}
