package org.mast4j.testkit.zoo;

import java.util.List;
import java.util.Set;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.AttentionMap;
import org.mast4j.zoo.BlockSize;
import org.mast4j.zoo.EncoderChain;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.Flops;
import org.mast4j.zoo.PatchEmbedding;
import org.mast4j.zoo.PatchInput;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.graph.GraphScope;
import org.mast4j.zoo.graph.TransformerLayers;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.autodiff.samediff.SDVariable;

/** An encoder of one linear block. */
record Toy(PatchGrid grid, int width) implements EncoderConfig {
  static final String ARCHITECTURE = "toy";

  @Override
  public String architecture() {
    return ARCHITECTURE;
  }

  @Override
  public int outputWidth() {
    return width;
  }

  @Override
  public int leadingTokens() {
    return 0;
  }

  @Override
  public Set<String> undecayed() {
    return Set.of();
  }

  @Override
  public boolean headNorm() {
    return false;
  }

  @Override
  public double layerNormEpsilon() {
    return 1e-6;
  }

  @Override
  public Toy withGrid(PatchGrid newGrid) {
    return new Toy(newGrid, width);
  }

  @Override
  public Toy miniature() {
    return new Toy(grid, 4);
  }

  @Override
  public Weights regrid(Weights weights, EncoderConfig fitted) {
    return weights;
  }

  @Override
  public List<BlockSize> blocks(TokenGrid patches) {
    return List.of(new BlockSize(patches, patches, width, width, 1));
  }

  @Override
  public Flops flops() {
    double product = Flops.product(grid.size(), width, width);
    return new Flops(product, product);
  }

  @Override
  public AttentionMap attentionMap() {
    return new AttentionMap(List.of(), maps -> maps.get(0));
  }

  @Override
  public EncoderChain chain(GraphScope scope, TokenGrid patches) {
    return new EncoderChain() {
      @Override
      public SDVariable embed(PatchInput input) {
        return PatchEmbedding.tokens(scope, input, Toy.this, width);
      }

      @Override
      public SDVariable block(int index, SDVariable rows) {
        return TransformerLayers.linear(scope.child("blocks", index), rows, width, width);
      }

      @Override
      public SDVariable norm(SDVariable rows) {
        return rows;
      }

      @Override
      public SDVariable pool(SDVariable tokens) {
        return tokens.mean(1);
      }
    };
  }
}
