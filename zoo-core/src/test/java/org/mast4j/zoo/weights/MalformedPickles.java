package org.mast4j.zoo.weights;

import static org.mast4j.zoo.weights.TorchFiles.ORDERED_DICT;
import static org.mast4j.zoo.weights.TorchFiles.REBUILD;
import static org.mast4j.zoo.weights.TorchFiles.integer;
import static org.mast4j.zoo.weights.TorchFiles.storage;
import static org.mast4j.zoo.weights.TorchFiles.tensor;
import static org.mast4j.zoo.weights.TorchFiles.text;
import static org.mast4j.zoo.weights.TorchFiles.tuple;

import java.util.stream.Stream;

/** PyTorch checkpoints whose pickle is hostile or broken in one way each. */
final class MalformedPickles {
  private static final String PROTO = "\u0080\u0002";
  private static final int MAX_BYTES = TorchPickle.MAX_BYTES - 10;
  private static final String ENDS = "it ends within an instruction";
  private static final String LACKS = "an instruction lacks its operands";

  private MalformedPickles() {}

  static Stream<Malformed> all() {
    return Stream.of(globals(), bombs(), programs(), tensors(), storages(), contents())
        .flatMap(cases -> cases);
  }

  /** Every way to refer to a function, for functions that a hostile file would want. */
  private static Stream<Malformed> globals() {
    Stream<Malformed> names =
        """
        posix system
        os system
        nt system
        builtins eval
        builtins exec
        builtins getattr
        builtins ValueError
        __builtin__ eval
        __builtin__ set
        subprocess Popen
        socket create_connection
        shutil rmtree
        runpy _run_code
        torch load
        torch.hub load
        torch.serialization load
        torch ComplexFloatStorage
        torch Size
        torch._utils _rebuild_sparse_tensor
        torch._utils _rebuild_tensor_v2.__globals__
        collections OrderedDict.__init__
        collections.OrderedDict fromkeys
        _codecs encode
        numpy.core.multiarray _reconstruct
        argparse Namespace
        copyreg _reconstructor
        java.lang.Runtime exec
        """
            .lines()
            .flatMap(
                line -> {
                  String[] name = line.split(" ");
                  String problem = "calls for " + name[0] + "." + name[1] + ", and only tensors";
                  String call = "(" + text("touch executed") + "tR";
                  String stacked = text(name[0]) + text(name[1]) + "\u0093" + call;
                  return Stream.of(
                      holding("c" + name[0] + "\n" + name[1] + "\n" + call, problem),
                      holding(stacked, problem),
                      holding("(" + text("x") + "i" + name[0] + "\n" + name[1] + "\n", problem));
                });
    String escape = "\u001b[2J";
    return Stream.concat(
        names,
        Stream.of(
            pickle("cposix\nsystem\n.", "calls for posix.system,"),
            pickle("cposix\nsystem\n(" + text("x") + "tR.", "calls for posix.system,"),
            pickle("(cposix\nsystem\n" + text("x") + "o.", "calls for posix.system,"),
            pickle("cposix\nsystem\n)\u0081.", "calls for posix.system,"),
            pickle("cposix\nsystem\n)}\u0092.", "calls for posix.system,"),
            pickle("cposix\nsystem\n)R}b.", "calls for posix.system,"),
            pickle("cposix\nsystem\n)R(" + text("a") + tensor() + "u.", "calls for posix.system"),
            pickle("cposix\nsystem\n)RNa.", "calls for posix.system,"),
            holding(tensor().replace("torch._utils", "posix"), "calls for posix._rebuild"),
            holding("}" + text("b") + "cposix\nsystem\n)Rs", "calls for posix.system,"),
            pickle(besideWeights("model", "cposix\nsystem\n)R"), "calls for posix.system,"),
            holding("c" + "m".repeat(1 << 20) + "\nn\n", "calls for mmm"),
            holding("c" + escape + "\nx\n", "calls for ?[2J.x,"),
            holding("c\n\n", "calls for ., "),
            holding("c\u00ff\nx\n", "calls for ")));
  }

  /** {"optimizer": {"a": tensor}, key: value}. */
  private static String besideWeights(String key, String value) {
    return "}(" + text("optimizer") + "}" + text("a") + tensor() + "s" + text(key) + value + "u.";
  }

  /** Small programs that would take much time or memory. */
  private static Stream<Malformed> bombs() {
    Stream<Malformed> repeated =
        Stream.concat(
                Stream.of(ORDERED_DICT, tensor()),
                words(
                    "} ] ) ( (t N\u0085 K\u0001 J\0\0\0\0 \u008a\u0001\u0005 G\0\0\0\0\0\0\0\0 X\0\0\0\0"
                        + " \u008c\u0001a }K\u0001Ns ]Na ](NNNe"))
            .map(part -> part.repeat(Math.min(1_000_000, MAX_BYTES / part.length())))
            .map(program -> pickle(PROTO + program, ""));
    Stream<Malformed> others =
        Stream.of(
            pickle(PROTO + "}" + "\u0094".repeat(1_000_000), "more than 200000 instructions"),
            pickle(PROTO + "]" + "(Ne".repeat(60_000) + ".", "it holds a single list"),
            pickle(PROTO + ")" + "\u0085".repeat(190_000) + ".", "it holds a single tuple"),
            pickle(PROTO + dictsOfOneDict(14) + ".", "more than 200000 values"),
            pickle(PROTO + "}q\0" + text("model") + "h\0s.", "nested more than 16 deep"),
            pickle(PROTO + "}q\0" + text("a") + "h\0s.", "nested more than 16 deep"),
            pickle(PROTO + "}]q\0h\0aNs.", "a dict among its tensors has a key that is no text"),
            pickle(PROTO + "cx\ny\nq\0" + "h\0)R".repeat(50_000) + "N.", "a single None"),
            pickle(
                PROTO + "}(" + "N".repeat(60_000) + "tq\0" + "cx\ny\nh\0R".repeat(20_000) + "N.",
                "a single None"),
            pickle("\0".repeat(TorchPickle.MAX_BYTES + 1), "bytes; at most 4194304 are read"));
    return Stream.concat(repeated, others);
  }

  /** Eight keys of each dict lead to the same next one: 8^depth paths. */
  private static String dictsOfOneDict(int depth) {
    StringBuilder program = new StringBuilder("}q\0");
    for (char level = 0; level < depth; level++) {
      program.append("}(");
      for (char key = 'a'; key <= 'h'; key++) {
        program.append(text("" + key)).append('h').append(level);
      }
      program.append("uq").append((char) (level + 1));
    }
    return program.toString();
  }

  /** Instructions without operands, with wrong ones, or cut short. */
  private static Stream<Malformed> programs() {
    Stream<Malformed> unknown =
        "ld2STUVILFpgP\u0082\u0083\u0084\u008b\u008d\u008e\u0097\u0098\0\u00ff"
            .chars()
            .mapToObj(
                code ->
                    pickle(
                        PROTO + (char) code + ".",
                        "instruction 0x%02x isn't supported".formatted(code)));
    Stream<Malformed> cut =
        Stream.concat(
                Stream.of("", PROTO),
                words(
                    "\u0080 } J\0\0\0 K M\0 G\0 \u008a\u00ff12 X\0 X\u00ff\u00ff\u00ff\u007fabc"
                        + " X\u00ff\u00ff\u00ff\u00ff \u008c\u00ffa \u0095\0\0 }q }r\0\0 h c cposix"
                        + " cposix\nsystem (i\n"))
            .map(program -> pickle(program, ENDS));
    Stream<Malformed> lacking =
        words(
                ". (. a ]a s ]s NNs R )R b }b Q q\0 r\0\0\0\0 \u0094 \u0085 N\u0086 NN\u0087 N(\u0085 \u0093"
                    + " (NNu (Ne")
            .map(program -> pickle(PROTO + program + ".", LACKS));
    Stream<Malformed> wrong =
        Stream.of(
            pickle("\u0080\u0006}.", "protocol 6"),
            pickle("\u0080\u00ff}.", "protocol 255"),
            pickle("t.", "lacks its MARK"),
            pickle("u.", "lacks its MARK"),
            pickle("}e.", "lacks its MARK"),
            pickle("h\u0005.", "nothing is remembered as 5"),
            pickle("j\u00ff\u00ff\u00ff\u00ff.", "nothing is remembered as 4294967295"),
            pickle("]NNs.", "met a list; expected a dict"),
            pickle("N(NNu.", "met a None; expected a dict"),
            pickle("}Na.", "met a dict; expected a list"),
            pickle(")(e.", "met a tuple; expected a list"),
            pickle("})R.", "met a dict; expected a function"),
            pickle(text("eval") + ")R.", "met a str; expected a function"),
            pickle("ctorch\nFloatStorage\n)R.", "expected a function"),
            pickle("ccollections\nOrderedDict\nNR.", "met a None; expected a tuple"),
            pickle("ccollections\nOrderedDict\n(]tR.", "OrderedDict with arguments"),
            pickle("ccollections\nOrderedDict\n}b.", "expected a dict"),
            pickle("N}b.", "met a None; expected a dict"),
            pickle("(o.", "met a None; expected a class"),
            pickle("(No.", "met a None; expected a class"),
            pickle("N)}\u0092.", "met a None; expected a class"),
            pickle("})\u0081.", "met a dict; expected a function"),
            pickle("\u0096" + "\u00ff".repeat(8) + ".", ENDS),
            pickle("NN\u0093.", "met a None; expected a str"),
            pickle("NQ.", "met a None; expected a tuple"),
            pickle("}(Nu.", "a key without a value"),
            pickle("}]Ns.", "a key that is no text or number"),
            pickle("})Ns.", "a key that is no text or number"),
            pickle("}NNs.", "a key that is no text or number"));
    return Stream.of(unknown, cut, lacking, wrong).flatMap(cases -> cases);
  }

  private static Stream<Malformed> tensors() {
    String four = tuple(4);
    String one = tuple(1);
    long huge = 1L << 62;
    String negated = ORDERED_DICT + "}" + text("neg") + "\u0088st";
    return Stream.of(
        holding(tensor(-1, one, one), "isn't valid: offset -1, shape [1]"),
        holding(tensor(0, tuple(-1), one), "isn't valid: offset 0, shape [-1]"),
        holding(tensor(0, four, tuple(-1)), "isn't valid"),
        holding(tensor(3, four, tuple(-1)), "isn't valid"),
        holding(tensor(0, four, tuple()), "isn't valid"),
        holding(tensor(0, tuple(), one), "isn't valid"),
        holding(tensor(0, tuple(2, 2), one), "isn't valid"),
        holding(tensor(0, tuple(new long[33]), tuple(new long[33])), "of 33 dimensions"),
        holding(tensor(1, four, one), "reaches beyond it: offset 1, shape [4], strides [1]"),
        holding(tensor(0, tuple(5), one), "reaches beyond it"),
        holding(tensor(0, four, tuple(2)), "reaches beyond it"),
        holding(tensor(0, tuple(2, 2), tuple(3, 1)), "reaches beyond it"),
        holding(tensor(4, tuple(), tuple()), "reaches beyond it"),
        holding(tensor(5, tuple(0), one), "reaches beyond it"),
        holding(tensor(Long.MAX_VALUE, one, one), "is too large"),
        holding(tensor(0, tuple(huge), tuple(4)), "is too large"),
        holding(tensor(0, tuple(2), tuple(Long.MAX_VALUE)), "is too large"),
        holding(tensor(0, tuple(huge, 4), tuple(0, 0)), "is too large"),
        holding(tensor(0, tuple(0, huge, 4), tuple(0, 0, 0)), "is too large"),
        holding(tensor(0, tuple(huge), tuple(0)), "is too large"),
        holding(tensor(0, tuple(1L << 40), tuple(0)), "at most 16 times the file is read"),
        holding(tensor(0, tuple(1 << 20, 1 << 10), tuple(0, 0)), "at most 16 times the file"),
        holding(tensor(0, tuple(1 << 23), tuple(0)), "at most 16 times the file is read"),
        holding(REBUILD + ")R", "argument 1 isn't a TorchStorage"),
        holding(REBUILD + "NR", "met a None; expected a tuple"),
        holding(REBUILD + "(" + storage() + "tR", "argument 2 isn't a Long"),
        holding(REBUILD + "(" + storage() + integer(0) + "tR", "argument 3 isn't a Tuple"),
        holding(tensor("N", 0, four, one), "argument 1 isn't a TorchStorage"),
        holding(tensor(0, integer(4), one), "argument 3 isn't a Tuple"),
        holding(tensor(0, four, "]"), "argument 4 isn't a Tuple"),
        holding(tensor(0, "(" + text("4") + "t", one), "argument 1 isn't a Long"),
        holding(tensor(0, "(\u008a\u0009" + "\u007f".repeat(9) + "t", one), "isn't a Long"),
        holding(tensor(0, "(G" + "\0".repeat(8) + "t", one), "argument 1 isn't a Long"),
        holding(tensor().replace(ORDERED_DICT + "t", negated), "a tensor with metadata"),
        holding("ctorch._utils\n_rebuild_tensor_v3\n)R", "argument 7 isn't a Type"),
        holding(tensor().replace("v2", "v3"), "argument 7 isn't a Type"),
        holding("ctorch._utils\n_rebuild_parameter\n)R", "argument 1 isn't a TorchTensor"),
        holding("ctorch._utils\n_rebuild_parameter\n(NtR", "argument 1 isn't a TorchTensor"));
  }

  private static Stream<Malformed> storages() {
    return Stream.of(
        holding(storage("torch\nFloatStorage", "1", 4), "no"),
        holding(view(storage("torch\nFloatStorage", "1", 4)), "its archive has no \"data/1\""),
        holding(view(storage("torch\nFloatStorage", "", 4)), "its archive has no \"data/\""),
        holding(view(storage("torch\nFloatStorage", "../data.pkl", 4)), "its archive has no"),
        holding(view(storage("torch\nFloatStorage", "/etc/passwd", 4)), "its archive has no"),
        holding(view(storage("torch\nFloatStorage", "0\n", 4)), "its archive has no \"data/0?\""),
        holding(view(storage("torch\nFloatStorage", "0", 3)), "holds 16 bytes; expected 12"),
        holding(view(storage("torch\nFloatStorage", "0", 5)), "holds 16 bytes; expected 20"),
        holding(view(storage("torch\nDoubleStorage", "0", 4)), "holds 16 bytes; expected 32"),
        holding(view(storage("torch\nHalfStorage", "0", 4)), "holds 16 bytes; expected 8"),
        holding(view(storage("torch\nFloatStorage", "0", 1L << 40)), "holds 16 bytes; expected"),
        holding(view(storage("torch\nFloatStorage", "0", -1)), "of length -1"),
        holding(view(storage("torch\nFloatStorage", "0", 1L << 61)), "of length 23058430092136939"),
        holding(view(storage("torch\nFloatTensor", "0", 4)), "calls for torch.FloatTensor"),
        holding(view(storage("torch\nfloat32\n0", "0", 4)), "isn't supported"),
        holding(view(storage("collections\nOrderedDict", "0", 4)), "argument 2 isn't a Type"),
        holding(view(")Q"), "a persistent id that is no storage"),
        holding(view("(" + text("module") + "NNNNtQ"), "a persistent id that is no storage"),
        holding(view("(" + text("storage") + "NNNtQ"), "a persistent id that is no storage"),
        holding(view("(" + text("storage") + "NNNNNtQ"), "a persistent id that is no storage"),
        holding(view("(" + text("storage") + "NNNNtQ"), "argument 2 isn't a Type"),
        holding(view(text("0") + "Q"), "met a str; expected a tuple"));
  }

  private static String view(String storage) {
    return tensor(storage, 0, tuple(1), tuple(1));
  }

  /** Sound pickles without a state dict. */
  private static Stream<Malformed> contents() {
    String shared = tensor() + "q\0";
    return Stream.of(
        pickle("N.", "it holds a single None"),
        pickle(").", "it holds a single tuple"),
        pickle("].", "it holds a single list"),
        pickle(text("weights") + ".", "it holds a single str"),
        pickle(integer(3) + ".", "it holds a single number"),
        pickle(tensor() + ".", "it holds a single tensor"),
        pickle("(" + tensor() + "t.", "it holds a single tuple"),
        pickle("}.", "it holds no tensors; its keys are"),
        pickle(ORDERED_DICT.replace(")R", ")R."), "it holds no tensors"),
        holding("N", "it holds no tensors; its keys are \"a\""),
        holding("]" + tensor() + "a", "it holds no tensors"),
        pickle("}" + text("model") + "Ns.", "its keys are \"model\""),
        pickle("}" + text("state_dict") + "}s.", "its keys are \"state_dict\""),
        pickle(
            "}" + text("a.b") + shared + "s" + text("a") + "}" + text("b") + "h\0ss.",
            "it has a.b twice"));
  }

  private static Stream<String> words(String words) {
    return Stream.of(words.split(" "));
  }

  private static Malformed holding(String value, String problem) {
    return Malformed.of(value, "model.pth", TorchFiles.holding(value), problem);
  }

  private static Malformed pickle(String pickle, String problem) {
    return Malformed.of(pickle, "model.pth", TorchFiles.checkpoint(pickle), problem);
  }
}
