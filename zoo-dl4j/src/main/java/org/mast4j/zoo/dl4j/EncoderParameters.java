package org.mast4j.zoo.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.mast4j.zoo.graph.GraphScope;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Lays the parameters of {@link EncoderLayer}s out in DL4J's flat arrays: weights, then biases,
 * each in 'c' order. A parameter of one dimension, which is a bias or belongs to a layer
 * normalisation, counts as a bias, as in timm's weight decay.
 */
final class EncoderParameters implements ParamInitializer {
  static final EncoderParameters INSTANCE = new EncoderParameters();

  private EncoderParameters() {}

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return of(layer).values().stream().mapToLong(EncoderParameters::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    List<String> keys = new ArrayList<>(weightKeys(layer));
    keys.addAll(biasKeys(layer));
    return keys;
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return of(layer).keySet().stream().filter(key -> isWeightParam(layer, key)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return of(layer).keySet().stream().filter(key -> isBiasParam(layer, key)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return of(layer).containsKey(key) && !isBiasParam(layer, key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    GraphScope.Parameter parameter = of(layer).get(key);
    return parameter != null && parameter.shape().length == 1;
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray flat, boolean initialize) {
    EncoderLayer layer = (EncoderLayer) conf.getLayer();
    Map<String, INDArray> views = views(layer, flat);
    if (initialize) {
      views.forEach(
          (name, view) ->
              view.assign(of(layer).get(name).initial(view.dataType(), layer.getSeed())));
    }
    // DL4J lists these in summary(), where all of a block's would make lines of 400 columns; else
    // only line searches read them, which EncoderLayer refuses. It needs one, the shortest.
    paramKeys(layer).stream()
        .min(Comparator.comparingInt(String::length))
        .ifPresent(conf::addVariable);
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray flat) {
    return views(conf.getLayer(), flat);
  }

  private Map<String, INDArray> views(Layer layer, INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    if (paramKeys(layer).isEmpty()) {
      return views; // of no array
    }
    INDArray vector = flat.reshape(flat.length());
    long start = 0;
    for (String key : paramKeys(layer)) {
      long[] shape = of(layer).get(key).shape();
      long end = start + length(of(layer).get(key));
      views.put(key, vector.get(NDArrayIndex.interval(start, end)).reshape('c', shape));
      start = end;
    }
    return views;
  }

  private static long length(GraphScope.Parameter parameter) {
    return Arrays.stream(parameter.shape()).reduce(1, (a, b) -> a * b);
  }

  private static Map<String, GraphScope.Parameter> of(Layer layer) {
    return ((EncoderLayer) layer).parameters();
  }
}
