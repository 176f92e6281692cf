package org.mast4j.ssl.pretrain.ssast;

import java.util.Optional;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.Graphs;
import org.mast4j.zoo.graph.TransformerLayers;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * SSAST's graph (arXiv 2110.09784, section 2.2; {@code mpc} and {@code mpg} of YuanGongND/ssast,
 * src/models/ast_models.py): an encoder that sees a learned embedding in the place of M masked
 * patches, and two heads that tell from its tokens which patch and what was there.
 *
 * <p>The published code encodes a clip twice, with a mask for each loss; here both are of one mask,
 * as in the paper's algorithm 1, at half the work.
 */
final class MaskedPatchGraph {
  /** Which patches are hidden, [B, N], 1 or 0. */
  static final String MASKED = "masked";

  /** The indices of the hidden patches, [B, M] int. */
  static final String HIDDEN = "hidden";

  /** What the encoder makes of the hidden patches, [B*M, D]. */
  static final String TOKENS = "hiddenTokens";

  static final String LOSS = "loss";
  static final String INFO_NCE = "infoNce";
  static final String MSE = "mse";

  /** Row i of a clip's M: by the logarithm how likely each prediction is that of patch i. */
  static final String MATCHES = "matches"; // [B*M, M]

  private final GraphScope scope;
  private final SameDiff graph;
  private final int width; // D
  private final int size; // P
  private final int masked; // M
  private final int clips; // B, of a micro-batch

  private MaskedPatchGraph(EncoderConfig encoder, int masked, int clips, GraphScope scope) {
    this.scope = scope;
    this.graph = scope.graph();
    this.width = encoder.outputWidth();
    this.size = encoder.grid().patchSize();
    this.masked = masked;
    this.clips = clips;
  }

  /**
   * The graph with random weights.
   *
   * @param masked M
   */
  static SameDiff build(EncoderConfig encoder, SsastConfig config, int masked, DataType type) {
    GraphScope scope = GraphScope.root(type, config.seed());
    new MaskedPatchGraph(encoder, masked, config.clipsAtATime(), scope)
        .add(encoder, config.generativeWeight());
    return scope.graph();
  }

  private void add(EncoderConfig encoder, double generativeWeight) {
    int count = encoder.grid().size(); // N
    int leading = encoder.leadingTokens();
    SDVariable patches = graph.placeHolder(Graphs.PATCHES, scope.type(), -1, count, size);
    SDVariable mask = graph.placeHolder(MASKED, scope.type(), -1, count);
    SDVariable hidden = graph.placeHolder(HIDDEN, DataType.INT, -1, masked);
    TokenGrid grid = TokenGrid.of(encoder.grid());
    PatchInput input = new PatchInput(patches, grid, Optional.empty(), Optional.of(mask));
    SDVariable tokens =
        encoder
            .encode(scope, input)
            .tokens()
            .get(SDIndex.all(), SDIndex.interval(leading, leading + count), SDIndex.all());

    SDVariable pick = graph.oneHot(hidden, count, 2, 1, 0, scope.type()); // [B, M, N]
    SDVariable ofHidden = graph.mmul(pick, tokens).reshape((long) -1, width).rename(TOKENS);
    SDVariable targets = graph.mmul(pick, patches); // [B, M, P]
    SDVariable infoNce = infoNce(head("discriminative", ofHidden), targets).rename(INFO_NCE);
    SDVariable mse =
        meanSquare(head("generative", ofHidden).sub(targets.reshape((long) -1, size))).rename(MSE);
    infoNce.add(mse.mul(generativeWeight)).rename(LOSS);
    graph.setLossVariables(LOSS);
  }

  /** Linear, ReLU, Linear; [B*M, D] to [B*M, P]. */
  private SDVariable head(String name, SDVariable tokens) {
    GraphScope head = scope.child(name);
    SDVariable inner = TransformerLayers.linear(head.child("fc1"), tokens, width, width);
    return TransformerLayers.linear(head.child("fc2"), graph.nn.relu(inner, 0), width, size);
  }

  /**
   * The mean over the hidden patches of how unlikely each one's own prediction is among those of
   * its clip, by their plain dot products.
   *
   * @param predicted [B*M, P]
   * @param targets [B, M, P]
   */
  private SDVariable infoNce(SDVariable predicted, SDVariable targets) {
    SDVariable ofClips = predicted.reshape(-1, masked, size);
    SDVariable products = graph.mmul(targets, ofClips, false, true, false); // [B, M, M]
    SDVariable logits = products.reshape((long) -1, masked);
    SDVariable matches = graph.nn.logSoftmax(logits).rename(MATCHES);
    SDVariable diagonal =
        graph.constant(Nd4j.tile(Nd4j.eye(masked), clips, 1).castTo(scope.type()));
    return matches.mul(diagonal).sum(1).mean().neg();
  }

  private SDVariable meanSquare(SDVariable x) {
    return graph.math.square(x).mean();
  }
}
