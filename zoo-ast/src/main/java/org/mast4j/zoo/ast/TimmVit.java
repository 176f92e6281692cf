package org.mast4j.zoo.ast;

import static org.mast4j.zoo.exchange.KeyMap.rename;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.PatchGridBuilder;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.Variant;
import org.mast4j.zoo.ast.AstConfig.Pooling;
import org.mast4j.zoo.exchange.ExportedModel;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.KeyMap;
import org.mast4j.zoo.exchange.LeftOut;
import org.mast4j.zoo.exchange.PatchKernel;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.exchange.TimmJson;
import org.mast4j.zoo.exchange.WritableFormat;
import org.mast4j.zoo.weights.Weights;

/**
 * timm's plain vision transformers, ViT and DeiT with or without distillation token: AST's start
 * from ImageNet. Their classifiers are left out, because AST's is another (a normalisation and one
 * layer on the mean of two tokens).
 */
public final class TimmVit implements WritableFormat {
  /** vit_base_patch16_224, deit_tiny_distilled_patch16_224.fb_in1k */
  private static final Pattern PLAIN =
      Pattern.compile("(?:vit|deit)_([a-z]+?)(_distilled)?_patch(\\d+)_(\\d+)(?:\\.\\w+)?");

  private static final double EPSILON = 1e-6;

  private static final KeyMap KEYS = KeyMap.of(rename("**", "**"));

  /** Arguments of timm's VisionTransformer that we have, and those that matter in training only. */
  private static final Set<String> KNOWN_ARGS =
      Set.of(
          "img_size",
          "patch_size",
          "in_chans",
          "num_classes",
          "embed_dim",
          "depth",
          "num_heads",
          "mlp_ratio",
          "qkv_bias",
          "class_token",
          "global_pool",
          "drop_rate",
          "pos_drop_rate",
          "patch_drop_rate",
          "proj_drop_rate",
          "attn_drop_rate",
          "drop_path_rate");

  /** The encoder of a size: a preset's, or one of those that timm has beyond them. */
  private static final Map<String, AstConfig> SIZES = sizes();

  private static Map<String, AstConfig> sizes() {
    Map<String, AstConfig> sizes = new TreeMap<>();
    for (Variant<AstConfig> variant : new AstVariants().variants()) {
      variant
          .timm()
          .map(PLAIN::matcher)
          .filter(Matcher::matches)
          .ifPresent(name -> sizes.put(name.group(1), variant.config()));
    }
    sizes.put("large", AstVariants.base().withWidth(1024, 16).withLayers(24));
    sizes.put("huge", AstVariants.base().withWidth(1280, 16).withLayers(32));
    return sizes;
  }

  @Override
  public String name() {
    return "timm ViT/DeiT";
  }

  @Override
  public String library() {
    return "timm";
  }

  @Override
  public boolean recognises(Source source) throws IOException {
    String architecture = source.architecture().orElse("");
    return architecture.startsWith("vit_") || architecture.startsWith("deit_");
  }

  @Override
  public ImportedModel read(Source source) throws IOException {
    String architecture = source.architecture().orElseThrow();
    Matcher matcher = PLAIN.matcher(architecture);
    if (!matcher.matches() || !SIZES.containsKey(matcher.group(1))) {
      throw new ImportException(
          source.path(),
          "architecture "
              + architecture
              + " isn't a plain ViT; expected vit_SIZE_patchP_N or deit_SIZE[_distilled]_patchP_N"
              + " with SIZE one of "
              + SIZES.keySet());
    }
    TimmJson json = TimmJson.of(source, KNOWN_ARGS);
    int channels = json.channels(source.shape(PatchKernel.KEY));
    AstConfig encoder = encoder(json, matcher);
    Set<String> heads = new TreeSet<>(source.weights().keys());
    heads.removeIf(key -> !key.matches("head(_dist)?\\.(weight|bias)"));
    boolean distilled = matcher.group(2) != null;
    Weights weights =
        new VitWeights(KEYS, encoder, Optional.empty(), distilled, channels).read(source, heads);
    List<LeftOut> leftOut = new ArrayList<>();
    if (!heads.isEmpty()) {
      leftOut.add(new LeftOut(List.copyOf(heads), "AST's classifier is another"));
    }
    List<String> notes = new ArrayList<>();
    if (channels > 1) {
      notes.add(PatchKernel.summed(channels));
    }
    if (!distilled) {
      notes.add(VitWeights.NO_DISTILLATION_TOKEN);
    }
    StoredModel model = new StoredModel(encoder, encoder.frontEnd(), List.of(), weights);
    return ImportedModel.of(name(), model)
        .withStart(channels > 1 ? AstVariants.base().grid() : encoder.grid())
        .with(leftOut, notes);
  }

  /** The encoder over images, in its own geometry. */
  private static AstConfig encoder(TimmJson json, Matcher name) throws ImportException {
    json.requireOnly("class_token", true);
    json.requireOnly("global_pool", "token");
    AstConfig size = SIZES.get(name.group(1));
    int namedPatch = Integer.parseInt(name.group(3));
    int namedSide = Integer.parseInt(name.group(4));
    List<Integer> patch = json.args().pair("patch_size").orElse(List.of(namedPatch, namedPatch));
    List<Integer> image = json.imageSize().orElse(List.of(namedSide, namedSide));
    int width = json.args().integer("embed_dim").orElse(size.width());
    double mlpRatio = json.args().number("mlp_ratio").orElse(4.0);
    return json.args()
        .create(
            () ->
                size.with()
                    .grid(
                        PatchGridBuilder.builder()
                            .mels(image.get(0))
                            .frames(image.get(1))
                            .patchMels(patch.get(0))
                            .patchFrames(patch.get(1))
                            .strideMels(patch.get(0))
                            .strideFrames(patch.get(1))
                            .build())
                    .width(width)
                    .heads(json.args().integer("num_heads").orElse(size.heads()))
                    .layers(json.args().integer("depth").orElse(size.layers()))
                    .intermediateWidth((int) (width * mlpRatio))
                    .qkvBias(json.args().bool("qkv_bias").orElse(true))
                    .build()
                    .withLayerNormEpsilon(EPSILON));
  }

  @Override
  public boolean isFor(EncoderConfig encoder) {
    return encoder instanceof AstConfig;
  }

  /** The encoder as a distilled DeiT of one channel; timm's embedding is then ours. */
  @Override
  public ExportedModel write(StoredModel model) {
    AstConfig encoder = (AstConfig) model.encoder();
    PatchGrid grid = encoder.grid();
    boolean overlaps =
        grid.strideMels() != grid.patchMels() || grid.strideFrames() != grid.patchFrames();
    if (overlaps || grid.hasPadding()) {
      throw new IllegalArgumentException(
          "timm's ViT has patches without overlap or padding; this model has "
              + grid
              + ", which transformers can hold");
    }
    List<LeftOut> leftOut = new ArrayList<>();
    leftOut.add(new LeftOut(List.of("front-end.json"), "timm has no audio front end"));
    Weights head = model.weights().head();
    if (!head.keys().isEmpty()) {
      leftOut.add(new LeftOut(List.copyOf(head.keys()), "timm's classifier is another"));
    }
    if (encoder.layerNormEpsilon() != EPSILON) {
      leftOut.add(
          new LeftOut(
              List.of("layerNormEpsilon " + encoder.layerNormEpsilon()), "timm's is " + EPSILON));
    }
    if (encoder.pooling() != Pooling.CLASS_TOKENS) {
      leftOut.add(
          new LeftOut(List.of("pooling " + encoder.pooling()), "timm pools its class tokens"));
    }
    Weights weights = KEYS.toTheirs(model.weights().encoder());
    return new ExportedModel(Map.of(StoredModel.CONFIG, config(encoder)), weights, leftOut);
  }

  private static ObjectNode config(AstConfig encoder) {
    PatchGrid grid = encoder.grid();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("architecture", "deit_base_distilled_patch16_224");
    json.put("num_classes", 0);
    json.put("num_features", encoder.width());
    ObjectNode args = json.putObject("model_args");
    args.putArray("img_size").add(grid.mels()).add(grid.frames());
    args.putArray("patch_size").add(grid.patchMels()).add(grid.patchFrames());
    args.put("in_chans", 1);
    args.put("num_classes", 0);
    args.put("embed_dim", encoder.width());
    args.put("depth", encoder.layers());
    args.put("num_heads", encoder.heads());
    args.put("mlp_ratio", TimmJson.ratio(encoder.intermediateWidth(), encoder.width()));
    args.put("qkv_bias", encoder.qkvBias());
    ObjectNode pretrained = json.putObject("pretrained_cfg");
    pretrained.put("num_classes", 0);
    pretrained.putArray("input_size").add(1).add(grid.mels()).add(grid.frames());
    pretrained.put("first_conv", "patch_embed.proj");
    return json;
  }
}
