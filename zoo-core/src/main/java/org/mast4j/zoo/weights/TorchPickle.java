package org.mast4j.zoo.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the objects of a checkpoint's pickle: containers, numbers, text and tensors, and nothing
 * else. A pickle is a program; of what it can call only the functions in {@link TorchGlobals} exist
 * here, as in PyTorch's own {@code weights_only} mode ({@code torch/_weights_only_unpickler.py}).
 * In the place of whatever else it calls for stands its name, an {@link Unbuilt}: training code
 * keeps its arguments, its optimizer and its clock beside the weights.
 *
 * <p>net.razorvine:pickle can't be bounded so: it keeps the attributes of unknown classes,
 * allocates what a length claims, calls {@code __setstate__} by reflection, hashes any key, copies
 * a list at each append, and its registry belongs to the whole JVM (Spark brings and fills an older
 * one).
 *
 * <p>Python's values are: int a Long (BigInteger beyond 64 bits), float a Double, str a String,
 * bool a Boolean, None a {@link None}, tuple a {@link Tuple}, list a List, dict and OrderedDict a
 * Map in order of insertion, Tensor and Parameter a {@link TorchTensor}, sets and bytes a {@link
 * Skipped}.
 *
 * <p>Time and memory are bounded by the two limits: an instruction costs at most some 100 bytes.
 */
final class TorchPickle {
  static final int MAX_BYTES = 4 << 20;
  private static final int MAX_INSTRUCTIONS = 200_000;
  private static final int MAX_PROTOCOL = 5;
  private static final int MAX_ARGUMENTS = 8;

  /** Python's None. */
  enum None {
    NONE
  }

  /** Python's tuple. */
  record Tuple(List<Object> items) {}

  /** Values of types that no weights lie in; their content isn't kept. */
  enum Skipped {
    SET,
    BYTES
  }

  /** What the pickle calls for by name, an object or what made it, and which was never built. */
  static final class Unbuilt {
    private final String name;

    private Unbuilt(String name) {
      this.name = name;
    }

    /** The error that weights can't be made of it. */
    WeightsFormatException refused(WeightsFile file) {
      return file.refused(
          "its pickle calls for %s, and only tensors in plain containers are read, nothing is run;"
                  .formatted(Quote.plain(name))
              + " store the weights alone: torch.save(model.state_dict(), g)");
    }
  }

  private static final Map<Class<?>, String> TYPE_NAMES =
      Map.of(
          String.class, "str",
          Number.class, "number",
          None.class, "None",
          Tuple.class, "tuple",
          List.class, "list",
          Map.class, "dict",
          TorchTensor.class, "tensor",
          TorchGlobals.Function.class, "function",
          Unbuilt.class, "object");

  private final ByteBuffer pickle;
  private final WeightsFile file;
  private final List<Object> stack = new ArrayList<>();

  /** Heights of the stack at each open MARK. */
  private final Deque<Integer> marks = new ArrayDeque<>();

  private final Map<Long, Object> memo = new HashMap<>();

  private TorchPickle(ByteBuffer pickle, WeightsFile file) {
    this.pickle = pickle.order(ByteOrder.LITTLE_ENDIAN);
    this.file = file;
  }

  /**
   * Builds the object of a pickle.
   *
   * @throws WeightsFormatException if it is malformed
   */
  static Object load(ByteBuffer pickle, WeightsFile file) throws IOException {
    return new TorchPickle(pickle, file).run();
  }

  private Object run() throws IOException {
    for (int i = 0; i < MAX_INSTRUCTIONS; i++) {
      require(1);
      byte code = pickle.get();
      PickleOpcode opcode =
          PickleOpcode.of(code)
              .orElseThrow(() -> malformed("instruction 0x%02x isn't supported".formatted(code)));
      if (opcode == PickleOpcode.STOP) {
        return pop();
      }
      execute(opcode);
    }
    throw malformed("more than " + MAX_INSTRUCTIONS + " instructions");
  }

  private void execute(PickleOpcode opcode) throws IOException {
    switch (opcode) {
      case PROTO -> requireProtocol();
      case FRAME -> skip(Long.BYTES);
      case MARK -> marks.push(stack.size());
      case NONE -> stack.add(None.NONE);
      case NEWTRUE -> stack.add(true);
      case NEWFALSE -> stack.add(false);
      case BININT -> stack.add((long) (int) unsigned(Integer.BYTES));
      case BININT1 -> stack.add(unsigned(Byte.BYTES));
      case BININT2 -> stack.add(unsigned(Short.BYTES));
      case LONG1 -> stack.add(integer((int) unsigned(Byte.BYTES)));
      case BINFLOAT -> stack.add(bigEndianDouble());
      case BINUNICODE -> stack.add(text(unsigned(Integer.BYTES)));
      case SHORT_BINUNICODE -> stack.add(text(unsigned(Byte.BYTES)));
      case BINBYTES -> skipBytes(unsigned(Integer.BYTES));
      case SHORT_BINBYTES -> skipBytes(unsigned(Byte.BYTES));
      case BYTEARRAY8 -> skipBytes(unsigned(Long.BYTES));
      case EMPTY_TUPLE -> stack.add(new Tuple(List.of()));
      case TUPLE -> stack.add(new Tuple(popToMark()));
      case TUPLE1 -> stack.add(new Tuple(pop(1)));
      case TUPLE2 -> stack.add(new Tuple(pop(2)));
      case TUPLE3 -> stack.add(new Tuple(pop(3)));
      case EMPTY_LIST -> stack.add(new ArrayList<>());
      case APPEND -> append(pop(1));
      case APPENDS -> append(popToMark());
      case EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case SETITEM -> put(pop(2));
      case SETITEMS -> put(popToMark());
      case EMPTY_SET -> stack.add(Skipped.SET);
      case ADDITEMS -> {
        popToMark();
        peek();
      }
      case FROZENSET -> {
        popToMark();
        stack.add(Skipped.SET);
      }
      case POP -> pop();
      case POP_MARK -> popToMark();
      case BINPUT -> memo.put(unsigned(Byte.BYTES), peek());
      case LONG_BINPUT -> memo.put(unsigned(Integer.BYTES), peek());
      case MEMOIZE -> memo.put((long) memo.size(), peek());
      case BINGET -> stack.add(remembered(unsigned(Byte.BYTES)));
      case LONG_BINGET -> stack.add(remembered(unsigned(Integer.BYTES)));
      case GLOBAL -> stack.add(global(line(), line()));
      case STACK_GLOBAL -> {
        String name = as(String.class, "str", pop());
        stack.add(global(as(String.class, "str", pop()), name));
      }
      case INST -> {
        popToMark();
        stack.add(new Unbuilt(line() + "." + line()));
      }
      case OBJ -> {
        List<Object> parts = popToMark();
        stack.add(as(Unbuilt.class, "class", parts.isEmpty() ? None.NONE : parts.get(0)));
      }
      case REDUCE, NEWOBJ -> call();
      case NEWOBJ_EX -> {
        pop(2);
        as(Unbuilt.class, "class", peek());
      }
      case BUILD -> {
        // The attributes of an OrderedDict: modules keep the versions of their layers there.
        pop();
        if (!(peek() instanceof Unbuilt)) {
          as(Map.class, "dict", peek());
        }
      }
      case BINPERSID -> stack.add(storage(as(Tuple.class, "tuple", pop())));
      case STOP -> {} // ends the loop
    }
  }

  private void requireProtocol() throws IOException {
    long protocol = unsigned(Byte.BYTES);
    if (protocol > MAX_PROTOCOL) {
      throw malformed("protocol " + protocol + "; known are those up to " + MAX_PROTOCOL);
    }
  }

  private static Object global(String module, String name) {
    String qualified = module + "." + name;
    return TorchGlobals.find(qualified).orElseGet(() -> new Unbuilt(qualified));
  }

  /** What is made by something that isn't built, or of it, isn't built either. */
  private void call() throws IOException {
    Object arguments = pop();
    if (peek() instanceof Unbuilt) {
      return;
    }
    TorchGlobals.Function function = as(TorchGlobals.Function.class, "function", pop());
    stack.add(made(as(Tuple.class, "tuple", arguments), function));
  }

  private Object storage(Tuple id) throws IOException {
    return made(id, TorchGlobals::storage);
  }

  private Object made(Tuple arguments, TorchGlobals.Function function) throws IOException {
    // No function takes more: the scan of one huge tuple at each call would not end.
    List<Object> used = arguments.items.subList(0, Math.min(MAX_ARGUMENTS, arguments.items.size()));
    Optional<Object> unbuilt = used.stream().filter(Unbuilt.class::isInstance).findFirst();
    if (unbuilt.isPresent()) {
      return unbuilt.get();
    }
    try {
      return function.call(arguments.items);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  private void append(List<Object> items) throws IOException {
    if (peek() instanceof Unbuilt) {
      return;
    }
    @SuppressWarnings("unchecked") // the lists on the stack are those of EMPTY_LIST
    List<Object> list = as(ArrayList.class, "list", peek());
    list.addAll(items);
  }

  private void put(List<Object> keysAndValues) throws IOException {
    if (peek() instanceof Unbuilt) {
      return;
    }
    @SuppressWarnings("unchecked") // the maps on the stack are those of EMPTY_DICT and OrderedDict
    Map<Object, Object> map = as(LinkedHashMap.class, "dict", peek());
    if (keysAndValues.size() % 2 != 0) {
      throw malformed("a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      boolean plain = key instanceof String || key instanceof Number || key instanceof Boolean;
      // Hashing a container that holds itself would not end: such a key has no content.
      map.put(plain ? key : new Unbuilt("a key of another type"), keysAndValues.get(i + 1));
    }
  }

  private Object remembered(long index) throws IOException {
    Object value = memo.get(index);
    if (value == null) {
      throw malformed("nothing is remembered as " + index);
    }
    return value;
  }

  private void requireOperands(int count) throws IOException {
    int bottom = marks.isEmpty() ? 0 : marks.peek();
    if (stack.size() - bottom < count) {
      throw malformed("an instruction lacks its operands");
    }
  }

  private Object peek() throws IOException {
    requireOperands(1);
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws IOException {
    requireOperands(1);
    return stack.remove(stack.size() - 1);
  }

  private List<Object> pop(int count) throws IOException {
    requireOperands(count);
    return popFrom(stack.size() - count);
  }

  private List<Object> popToMark() throws IOException {
    if (marks.isEmpty()) {
      throw malformed("an instruction lacks its MARK");
    }
    return popFrom(marks.pop());
  }

  private List<Object> popFrom(int start) {
    List<Object> top = stack.subList(start, stack.size());
    List<Object> items = List.copyOf(top);
    top.clear();
    return items;
  }

  private <T> T as(Class<T> type, String name, Object value) throws IOException {
    if (!type.isInstance(value)) {
      throw malformed("an instruction met a %s; expected a %s".formatted(typeName(value), name));
    }
    return type.cast(value);
  }

  /** The Python type of a value, for messages. */
  static String typeName(Object value) {
    return TYPE_NAMES.entrySet().stream()
        .filter(type -> type.getKey().isInstance(value))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("value of another type");
  }

  private void require(long bytes) throws IOException {
    if (bytes < 0 || bytes > pickle.remaining()) {
      throw malformed("it ends within an instruction");
    }
  }

  private void skip(long bytes) throws IOException {
    require(bytes);
    pickle.position(pickle.position() + (int) bytes);
  }

  private void skipBytes(long bytes) throws IOException {
    skip(bytes);
    stack.add(Skipped.BYTES);
  }

  private long unsigned(int bytes) throws IOException {
    require(bytes);
    return switch (bytes) {
      case Byte.BYTES -> Byte.toUnsignedLong(pickle.get());
      case Short.BYTES -> Short.toUnsignedLong(pickle.getShort());
      case Long.BYTES -> pickle.getLong();
      default -> Integer.toUnsignedLong(pickle.getInt());
    };
  }

  /** The one number that pickle stores in big-endian order. */
  private double bigEndianDouble() throws IOException {
    require(Double.BYTES);
    return Double.longBitsToDouble(Long.reverseBytes(pickle.getLong()));
  }

  /** A little-endian number in two's complement. */
  private Number integer(int bytes) throws IOException {
    require(bytes);
    if (bytes > Long.BYTES) {
      byte[] bigEndian = new byte[bytes];
      for (int i = bytes - 1; i >= 0; i--) {
        bigEndian[i] = pickle.get();
      }
      return new BigInteger(bigEndian);
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= Byte.toUnsignedLong(pickle.get()) << i * Byte.SIZE;
    }
    int unused = Long.SIZE - bytes * Byte.SIZE;
    return bytes == 0 ? 0L : value << unused >> unused;
  }

  private String text(long bytes) throws IOException {
    require(bytes);
    int start = pickle.position();
    pickle.position(start + (int) bytes);
    return utf8(start, (int) bytes);
  }

  private String line() throws IOException {
    int start = pickle.position();
    do {
      require(1);
    } while (pickle.get() != '\n');
    return utf8(start, pickle.position() - 1 - start);
  }

  private String utf8(int start, int bytes) {
    return new String(pickle.array(), pickle.arrayOffset() + start, bytes, StandardCharsets.UTF_8);
  }

  private WeightsFormatException malformed(String problem) {
    return file.malformed("byte %d of data.pkl: %s".formatted(pickle.position(), problem));
  }
}
