package org.mast4j.zoo.mast;

import java.util.List;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/**
 * A {@link MastConfig} under construction, its fields by name: eighteen positional arguments would
 * be swapped. Begins as the paper's model.
 */
final class MastDraft {
  PatchGrid grid = PatchGrid.of(128, 512);
  List<Integer> depths = List.of(1, 2, 11, 2);
  List<Integer> widths = List.of(96, 192, 384, 768);
  List<Integer> heads = List.of(1, 2, 4, 8);
  double mlpRatio = 4;
  boolean qkvBias = true;
  List<PerAxis> queryStrides = List.of();
  List<PerAxis> keyStrides = List.of(PerAxis.square(4));
  PerAxis poolKernel = PerAxis.square(3);
  boolean residualPooling = true;
  boolean expandAttention = true;
  boolean classToken;
  boolean absolutePositions;
  boolean finalNorm;
  GlobalPool globalPool = GlobalPool.MEAN;
  double layerNormEpsilon = 1e-6;

  /** That of ImageNet weights: 224 x 224 images in 4 x 4 steps. */
  TokenGrid tableGrid = new TokenGrid(56, 56);

  RelativeIndex relativeIndex = RelativeIndex.TIMM;

  MastDraft() {}

  MastDraft(MastConfig config) {
    grid = config.grid();
    depths = config.depths();
    widths = config.widths();
    heads = config.heads();
    mlpRatio = config.mlpRatio();
    qkvBias = config.qkvBias();
    queryStrides = config.queryStrides();
    keyStrides = config.keyStrides();
    poolKernel = config.poolKernel();
    residualPooling = config.residualPooling();
    expandAttention = config.expandAttention();
    classToken = config.classToken();
    absolutePositions = config.absolutePositions();
    finalNorm = config.finalNorm();
    globalPool = config.globalPool();
    layerNormEpsilon = config.layerNormEpsilon();
    tableGrid = config.tableGrid();
    relativeIndex = config.relativeIndex();
  }

  MastConfig build() {
    return new MastConfig(
        grid,
        depths,
        widths,
        heads,
        mlpRatio,
        qkvBias,
        queryStrides,
        keyStrides,
        poolKernel,
        residualPooling,
        expandAttention,
        classToken,
        absolutePositions,
        finalNorm,
        globalPool,
        layerNormEpsilon,
        tableGrid,
        relativeIndex);
  }
}
