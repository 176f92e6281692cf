package org.mast4j.zoo.mast;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.PatchGridBuilder;
import org.mast4j.zoo.TokenGrid;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.JsonFields;
import org.mast4j.zoo.exchange.Source;
import org.mast4j.zoo.exchange.TimmJson;

/**
 * The inputs of a timm MViTv2.
 *
 * @param grid the source's own: images of height = mels and width = frames
 * @param start what an import starts from: the same for one channel, and for images the presets'
 *     128 mels x 512 frames, with the presets' patches unless the source chose its own
 * @param tables the grid for which the tables of relative positions are sized
 */
record MvitGeometry(PatchGrid grid, PatchGrid start, TokenGrid tables) {
  private static final List<Integer> KERNEL = List.of(7, 7);
  private static final List<Integer> STRIDE = List.of(4, 4);
  private static final List<Integer> PADDING = List.of(3, 3);
  private static final List<Integer> IMAGE = List.of(224, 224);

  private static final String TABLE = "stages.0.blocks.0.attn.rel_pos_";

  /**
   * @param encoder all of the model but for its grid and tables
   * @param channels of the source's input
   */
  static MvitGeometry of(Source source, TimmJson json, MastConfig encoder, int channels)
      throws IOException {
    JsonFields args = json.args();
    List<Integer> stride = args.pair("patch_stride").orElse(STRIDE);
    Optional<TokenGrid> tables =
        args.pair("img_size").isPresent() ? Optional.empty() : tables(source, encoder);
    List<Integer> image =
        tables.isPresent()
            ? List.of(tables.get().rows() * stride.get(0), tables.get().columns() * stride.get(1))
            : json.imageSize().orElse(IMAGE);
    List<Integer> input = channels == 1 ? json.inputOfOneChannel().orElse(image) : image;
    PatchGrid grid = args.create(() -> grid(args, input, stride));
    return new MvitGeometry(
        grid,
        channels == 1 ? grid : start(args, grid),
        tables.orElse(
            args.create(
                () -> new TokenGrid(image.get(0) / stride.get(0), image.get(1) / stride.get(1)))));
  }

  /** What the first tables are sized for: with q positions they have 2 q - 1 entries. */
  private static Optional<TokenGrid> tables(Source source, MastConfig encoder) throws IOException {
    Optional<long[]> rows = source.shape(TABLE + "h");
    Optional<long[]> columns = source.shape(TABLE + "w");
    if (encoder.queryStrides().get(0).product() > 1 || rows.isEmpty() || columns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TokenGrid((int) (rows.get()[0] + 1) / 2, (int) (columns.get()[0] + 1) / 2));
  }

  private static PatchGrid grid(JsonFields args, List<Integer> input, List<Integer> stride)
      throws ImportException {
    List<Integer> kernel = args.pair("patch_kernel").orElse(KERNEL);
    List<Integer> padding = args.pair("patch_padding").orElse(PADDING);
    return PatchGridBuilder.builder()
        .mels(input.get(0))
        .frames(input.get(1))
        .patchMels(kernel.get(0))
        .patchFrames(kernel.get(1))
        .strideMels(stride.get(0))
        .strideFrames(stride.get(1))
        .paddingMels(padding.get(0))
        .paddingFrames(padding.get(1))
        .build();
  }

  private static PatchGrid start(JsonFields args, PatchGrid grid) {
    PatchGrid preset = MastVariants.small().grid();
    boolean ownPatches =
        Stream.of("patch_kernel", "patch_stride", "patch_padding").anyMatch(args.keys()::contains);
    return ownPatches ? grid.withMels(preset.mels()).withFrames(preset.frames()) : preset;
  }
}
