package org.mast4j.samediff.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import onnx.Onnx.Version;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * An ONNX model that is being made, of opset {@value #OPSET}: FLOAT inputs and outputs, nodes, and
 * tensors, which are the caller's own arrays until {@link #write} and must be open until then.
 */
public final class OnnxGraph {
  /** In a shape: the batch, any number of clips. */
  public static final long BATCH = -1;

  /** The version of ONNX's operators. */
  public static final int OPSET = 17;

  /** What is added to a file's name for its tensors, where they don't fit into the file itself. */
  public static final String DATA = ".data";

  /** What every file says of who wrote it. */
  private static final String PRODUCER = "mast4j";

  private static final String BATCH_NAME = "batch";

  /** Protobuf holds 2 GiB in a message, of which nodes take a few megabytes. */
  private static final long MOST_BYTES_WITHIN = 2_000_000_000L;

  /** More than the fields of a file in front of its producer. */
  private static final int HEADER = 64;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, INDArray> tensors = new LinkedHashMap<>();
  private final Map<List<Long>, String> integers = new HashMap<>();
  private final Map<Float, String> scalars = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  /** An empty graph of that name. */
  public OnnxGraph(String name) {
    graph.setName(name);
  }

  /** Adds an input; {@link #BATCH} stands for the batch. */
  public String input(String name, long... shape) {
    graph.addInput(info(unique(name), shape));
    return name;
  }

  /** Lets a value be an output under a name of its own; {@link #BATCH} stands for the batch. */
  public void output(String name, String value, long... shape) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Identity")
            .setName(unique(name))
            .addInput(value)
            .addOutput(name));
    graph.addOutput(info(name, shape));
  }

  /** Adds a tensor, which is read when the file is written; returns its name. */
  public String tensor(String name, INDArray array) {
    String unique = unique(name);
    tensors.put(unique, Tensors.rowMajor(array));
    return unique;
  }

  /** A tensor of integers, of one axis; the same one for the same integers. */
  public String integers(long... values) {
    return integers.computeIfAbsent(
        LongStream.of(values).boxed().toList(),
        list -> {
          String name = unique("integers");
          graph.addInitializer(
              TensorProto.newBuilder()
                  .setName(name)
                  .setDataType(TensorProto.DataType.INT64_VALUE)
                  .addDims(values.length)
                  .addAllInt64Data(list));
          return name;
        });
  }

  /** A number without axes; the same one for the same number. */
  public String scalar(float value) {
    return scalars.computeIfAbsent(
        value,
        number -> {
          String name = unique("number");
          graph.addInitializer(
              TensorProto.newBuilder()
                  .setName(name)
                  .setDataType(TensorProto.DataType.FLOAT_VALUE)
                  .addFloatData(number));
          return name;
        });
  }

  /** Adds a node with one output, whose name it returns. */
  public String node(String op, List<String> inputs, AttributeProto... attributes) {
    String output = unique(op);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  /** Permutes axes: the result's axis i is the value's {@code axes[i]}. */
  public String transpose(String value, int... axes) {
    return node("Transpose", List.of(value), attribute("perm", Arrays.stream(axes).asLongStream()));
  }

  /** Reshapes; one size may be -1, which is what is left. */
  public String reshape(String value, long... shape) {
    return node("Reshape", List.of(value, integers(shape)));
  }

  /** An attribute that is a list of integers. */
  public static AttributeProto attribute(String name, LongStream values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values.boxed().toList())
        .build();
  }

  /** An attribute that is an integer. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute that is a floating-point number. */
  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** Says something of the model, in the file's {@code metadata_props}. */
  public void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /**
   * Writes the file; tensors of more than 2 GB, which it can't hold, go to a second one beside it,
   * whose name has {@value #DATA} added.
   */
  public void write(Path file) throws IOException {
    write(file, MOST_BYTES_WITHIN);
  }

  /** As {@link #write(Path)}, with a limit of one's own. */
  void write(Path file, long mostBytesWithin) throws IOException {
    GraphProto.Builder whole = graph.clone();
    if (tensors.values().stream().mapToLong(Tensors::bytes).sum() <= mostBytesWithin) {
      tensors.forEach((name, array) -> whole.addInitializer(Tensors.within(name, array)));
    } else {
      Path data = file.resolveSibling(file.getFileName() + DATA);
      try (FileChannel channel =
          FileChannel.open(data, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
          String name = tensor.getKey();
          INDArray array = tensor.getValue();
          whole.addInitializer(Tensors.beside(name, array, data.getFileName(), channel.position()));
          Tensors.write(array, channel);
        }
      }
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(Version.IR_VERSION_VALUE)
            .setProducerName(PRODUCER)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(whole);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      model.build().writeTo(out);
    }
  }

  /**
   * Whether a file is one that this class wrote.
   *
   * @throws IOException if it can't be read
   */
  public static boolean isOurs(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      CodedInputStream fields = CodedInputStream.newInstance(in.readNBytes(HEADER));
      int tag = fields.readTag();
      while (tag != 0
          && WireFormat.getTagFieldNumber(tag) < ModelProto.PRODUCER_NAME_FIELD_NUMBER) {
        fields.skipField(tag);
        tag = fields.readTag();
      }
      return WireFormat.getTagFieldNumber(tag) == ModelProto.PRODUCER_NAME_FIELD_NUMBER
          && PRODUCER.equals(fields.readString());
    }
  }

  /** The name itself, or one with a number behind it where that is taken. */
  private String unique(String name) {
    int count = used.merge(name, 1, Integer::sum);
    return count == 1 ? name : unique(name + "_" + count);
  }

  private static ValueInfoProto info(String name, long... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          size == BATCH ? dimension.setDimParam(BATCH_NAME) : dimension.setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(dimensions)))
        .build();
  }
}
