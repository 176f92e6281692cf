package org.mast4j.zoo.mast;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.PerAxis;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.JsonFields;
import org.mast4j.zoo.exchange.TimmJson;
import org.mast4j.zoo.mast.MastConfig.GlobalPool;
import org.mast4j.zoo.mast.MastConfig.RelativeIndex;

/** The arguments of timm's {@code MultiScaleVit} and its {@code MultiScaleVitCfg}. */
final class MvitArgs {
  /** Those that we have, those with a single value that we have, and those of training only. */
  static final Set<String> KNOWN =
      Set.of(
          "img_size",
          "in_chans",
          "num_classes",
          "global_pool",
          "depths",
          "embed_dim",
          "num_heads",
          "mlp_ratio",
          "pool_first",
          "expand_attn",
          "qkv_bias",
          "use_cls_token",
          "use_abs_pos",
          "residual_pooling",
          "mode",
          "kernel_qkv",
          "stride_q",
          "stride_kv",
          "stride_kv_adaptive",
          "patch_kernel",
          "patch_stride",
          "patch_padding",
          "pool_type",
          "rel_pos_type",
          "act_layer",
          "norm_layer",
          "norm_eps",
          "drop_rate",
          "drop_path_rate");

  private static final String SPATIAL = "spatial";

  private MvitArgs() {}

  /** The preset with what the arguments change, but for grid and tables. */
  static MastConfig override(MastConfig preset, TimmJson json) throws ImportException {
    json.requireOnly("mode", "conv");
    json.requireOnly("act_layer", "gelu");
    json.requireOnly("norm_layer", "layernorm");
    json.requireOnly("pool_first", false);
    JsonFields args = json.args();
    MastConfig config = stages(preset, args);
    config = strides(config, args);
    config =
        config
            .withMlpRatio(args.number("mlp_ratio").orElse(config.mlpRatio()))
            .withQkvBias(args.bool("qkv_bias").orElse(config.qkvBias()))
            .withResidualPooling(args.bool("residual_pooling").orElse(config.residualPooling()))
            .withExpandAttention(args.bool("expand_attn").orElse(config.expandAttention()))
            .withAbsolutePositions(args.bool("use_abs_pos").orElse(config.absolutePositions()))
            .withClassToken(args.bool("use_cls_token").orElse(config.classToken()))
            .withLayerNormEpsilon(args.number("norm_eps").orElse(config.layerNormEpsilon()))
            .withPoolKernel(
                args.pair("kernel_qkv").map(MvitArgs::axes).orElse(config.poolKernel()));
    Optional<String> pool = args.text("global_pool");
    if (pool.isPresent()) {
      config =
          config.withGlobalPool(
              pool.get().equals("avg") ? GlobalPool.MEAN : GlobalPool.FIRST_TOKEN);
    }
    return config;
  }

  /** How the tables of relative positions are indexed, if there are any. */
  static RelativeIndex relativeIndex(JsonFields args) throws ImportException {
    boolean spatial = args.text("rel_pos_type").orElse(SPATIAL).equals(SPATIAL);
    return spatial ? RelativeIndex.TIMM : RelativeIndex.NONE;
  }

  private static MastConfig stages(MastConfig preset, JsonFields args) throws ImportException {
    List<Integer> depths = args.integers("depths").orElse(preset.depths());
    return preset.withStages(
        depths,
        ofStages(args, "embed_dim", preset.widths().get(0), depths.size()),
        ofStages(args, "num_heads", preset.heads().get(0), depths.size()));
  }

  /** One number a stage, or the first stage's, which doubles from stage to stage. */
  private static List<Integer> ofStages(JsonFields args, String key, int preset, int stages)
      throws ImportException {
    if (args.keys().contains(key) && !args.isNumber(key)) {
      return args.integers(key).orElseThrow();
    }
    int first = args.integer(key).orElse(preset);
    List<Integer> doubling = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      doubling.add(first << stage);
    }
    return doubling;
  }

  private static MastConfig strides(MastConfig config, JsonFields args) throws ImportException {
    List<PerAxis> queries = args.pairs("stride_q").map(MvitArgs::allAxes).orElse(List.of());
    Optional<List<List<Integer>>> keys = args.pairs("stride_kv");
    if (keys.isPresent()) {
      return config.withStrides(queries, allAxes(keys.get()));
    }
    PerAxis first = args.pair("stride_kv_adaptive").map(MvitArgs::axes).orElse(PerAxis.square(4));
    return config.withAdaptiveStrides(queries, first);
  }

  private static PerAxis axes(List<Integer> pair) {
    return new PerAxis(pair.get(0), pair.get(1));
  }

  private static List<PerAxis> allAxes(List<List<Integer>> pairs) {
    return pairs.stream().map(MvitArgs::axes).toList();
  }

  /** The arguments that make timm's model of a config, without its classes. */
  static void write(MastConfig config, ObjectNode args) {
    PatchGrid grid = config.grid();
    TokenGrid tables = config.tableGrid();
    pair(
        args,
        "img_size",
        tables.rows() * grid.strideMels(),
        tables.columns() * grid.strideFrames());
    args.put("in_chans", 1);
    args.put("global_pool", config.globalPool() == GlobalPool.MEAN ? "avg" : "token");
    config.depths().forEach(args.putArray("depths")::add);
    config.widths().forEach(args.putArray("embed_dim")::add);
    config.heads().forEach(args.putArray("num_heads")::add);
    args.put("mlp_ratio", config.mlpRatio());
    args.put("expand_attn", config.expandAttention());
    args.put("qkv_bias", config.qkvBias());
    args.put("use_cls_token", config.classToken());
    args.put("use_abs_pos", config.absolutePositions());
    args.put("residual_pooling", config.residualPooling());
    pair(args, "kernel_qkv", config.poolKernel().rows(), config.poolKernel().columns());
    pairs(args.putArray("stride_q"), config.queryStrides());
    pairs(args.putArray("stride_kv"), config.keyStrides());
    pair(args, "patch_kernel", grid.patchMels(), grid.patchFrames());
    pair(args, "patch_stride", grid.strideMels(), grid.strideFrames());
    pair(args, "patch_padding", grid.paddingMels(), grid.paddingFrames());
    args.put("rel_pos_type", config.relativeIndex() == RelativeIndex.NONE ? "none" : SPATIAL);
    args.put("norm_eps", config.layerNormEpsilon());
  }

  private static void pair(ObjectNode json, String key, int first, int second) {
    json.putArray(key).add(first).add(second);
  }

  private static void pairs(ArrayNode json, List<PerAxis> values) {
    values.forEach(value -> json.addArray().add(value.rows()).add(value.columns()));
  }
}
