package org.mast4j.ssl.finetune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mast4j.settings.Require;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.EncoderPart;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How deep an encoder's parameters lie: 0 for what makes tokens of patches, i + 1 for block i, and
 * blocks + 1 for all behind the last one, a classifier's head too (BEiT's {@code
 * get_num_layer_for_vit}).
 *
 * @param ofEncoder depths by parameter name
 * @param blocks number of blocks
 */
record LayerDepths(Map<String, Integer> ofEncoder, int blocks) {
  static LayerDepths of(EncoderConfig encoder) {
    List<EncoderPart> parts = encoder.parts();
    int blocks = (int) parts.stream().filter(part -> part.name().startsWith("blocks/")).count();
    Map<String, GraphScope.Parameter> asked = new LinkedHashMap<>();
    GraphScope root = GraphScope.blueprint(DataType.FLOAT, asked);
    Map<String, Integer> depths = new LinkedHashMap<>();
    try {
      SDVariable x =
          root.graph()
              .placeHolder(
                  EncoderGraph.PATCHES,
                  DataType.FLOAT,
                  -1,
                  encoder.grid().size(),
                  encoder.grid().patchSize());
      for (int i = 0; i < parts.size(); i++) {
        int depth = Math.min(i, blocks + 1);
        x = parts.get(i).link().add(root, x);
        asked.keySet().forEach(name -> depths.putIfAbsent(name, depth));
      }
    } finally {
      Graphs.close(root.graph());
    }
    return new LayerDepths(depths, blocks);
  }

  private int of(String name) {
    return ofEncoder.getOrDefault(name, blocks + 1);
  }

  /** By a parameter's name the decay to the power of the layers behind it. */
  ToDoubleFunction<String> rateFactors(double decay) {
    return name -> Math.pow(decay, blocks + 1 - of(name));
  }

  /** Those of the parameters that belong to the last blocks or lie behind them. */
  Map<String, INDArray> last(int count, Map<String, INDArray> parameters) {
    Require.that(count <= blocks, "lastBlocks", count, "at most the encoder's " + blocks);
    Map<String, INDArray> last = new LinkedHashMap<>(parameters);
    last.keySet().removeIf(name -> of(name) <= blocks - count);
    return last;
  }
}
