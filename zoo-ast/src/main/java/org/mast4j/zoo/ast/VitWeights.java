package org.mast4j.zoo.ast;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.exchange.KeyMap;
import org.mast4j.zoo.exchange.PatchKernel;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A vision transformer's weights as those of an AST. The kernels of an image's channels are summed.
 * Where there is no distillation token, it starts as a copy of the class token, position included:
 * both then answer alike, and fine-tuning tells them apart.
 *
 * @param keys the source's names of our keys
 * @param encoder the AST
 * @param classes of the classifier, if it has one that is taken over
 * @param distilled whether the source has a distillation token
 * @param channels of the source's images
 */
record VitWeights(
    KeyMap keys, AstConfig encoder, Optional<Integer> classes, boolean distilled, int channels) {
  static final String NO_DISTILLATION_TOKEN =
      "no distillation token: it starts as a copy of the class token";

  /**
   * Reads the weights strictly.
   *
   * @param leftOut keys of the source that aren't taken over
   */
  Weights read(Source source, Set<String> leftOut) throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>(EncoderGraph.shapes(encoder, classes));
    shapes.computeIfPresent(PatchKernel.KEY, (key, s) -> new long[] {s[0], channels, s[2], s[3]});
    if (!distilled) {
      shapes.remove(AstGraph.DISTILLATION_TOKEN);
      shapes.computeIfPresent(AstGraph.POSITIONS, (key, s) -> new long[] {s[0], s[1] - 1, s[2]});
    }
    Weights theirs = source.weightsWithout(leftOut, keys.theirShapes(shapes));
    Weights ours = keys.toOurs(theirs, shapes.keySet());
    ours = ours.with(PatchKernel.KEY, PatchKernel.toOneChannel(ours.get(PatchKernel.KEY)));
    return distilled ? ours : withDistillationToken(ours);
  }

  private static Weights withDistillationToken(Weights weights) {
    INDArray positions = weights.get(AstGraph.POSITIONS);
    INDArray first =
        positions.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 1), NDArrayIndex.all());
    return weights
        .with(AstGraph.DISTILLATION_TOKEN, weights.get(AstGraph.CLASS_TOKEN).dup())
        .with(AstGraph.POSITIONS, Nd4j.concat(1, first, positions));
  }
}
