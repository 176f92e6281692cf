package org.mast4j.samediff.onnx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mast4j.samediff.ir.Node;
import org.mast4j.samediff.ir.Program;
import org.mast4j.samediff.read.GraphReader;
import org.mast4j.samediff.read.UnplannableException;
import org.mast4j.samediff.rewrite.Rewrite;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a SameDiff graph computes of FLOAT inputs, as nodes of ONNX: layer norms, exact GELUs and
 * attention by the operators that runtimes know, for any size of the batch. Nothing is run, and the
 * SameDiff graph is never changed.
 *
 * @param source the graph; its parameters become tensors
 * @param inputs shapes of its placeholders by name, {@link OnnxGraph#BATCH} for the batch
 */
public record OnnxTranslation(SameDiff source, Map<String, long[]> inputs) {
  public OnnxTranslation {
    inputs = Map.copyOf(inputs);
  }

  /**
   * Adds the part of the graph that some variables depend on.
   *
   * @param placeholders the value in {@code onnx} of each placeholder's name
   * @param outputs names of the variables
   * @return the value in {@code onnx} of each of the names, in their order
   * @throws IllegalArgumentException if the graph has what ONNX can't express or this class doesn't
   *     write, such as gradients, control flow or values that aren't FLOAT, saying what
   */
  public Map<String, String> addTo(
      OnnxGraph onnx, Map<String, String> placeholders, List<String> outputs) {
    Program program = program(outputs, BatchShapes.ONE);
    BatchShapes shapes = new BatchShapes(program, program(outputs, BatchShapes.OTHER));
    MovedTensors tensors = new MovedTensors(program, name -> source.getVariable(name).getArr());
    OnnxEmitter emitter = new OnnxEmitter(onnx, program, shapes, tensors);
    program.placeholders().forEach((name, value) -> emitter.name(value, placeholders.get(name)));
    for (Node node : program.nodes()) {
      emitter.emit(node);
    }
    Map<String, String> results = new LinkedHashMap<>();
    program.outputs().forEach((name, value) -> results.put(name, emitter.name(value)));
    return results;
  }

  private Program program(List<String> outputs, long batch) {
    Map<String, INDArray> arrays = new HashMap<>();
    inputs.forEach(
        (name, shape) -> arrays.put(name, Nd4j.create(DataType.FLOAT, sized(shape, batch))));
    try {
      Program program = GraphReader.read(source, outputs, arrays);
      Rewrite.applyAll(program);
      return program;
    } catch (UnplannableException e) {
      throw new IllegalArgumentException("ONNX can't hold this graph: " + e.getMessage(), e);
    } finally {
      arrays.values().forEach(INDArray::close);
    }
  }

  private static long[] sized(long[] shape, long batch) {
    long[] sized = shape.clone();
    for (int i = 0; i < sized.length; i++) {
      sized[i] = sized[i] == OnnxGraph.BATCH ? batch : sized[i];
    }
    return sized;
  }
}
