package org.mast4j.zoo.ast;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.PatchGridBuilder;
import org.mast4j.zoo.exchange.ImportException;
import org.mast4j.zoo.exchange.Source;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The input of a YuanGongND checkpoint, which is in the file for SSAST's pre-trained ones alone.
 * For others it is, among those with as many patches as there are positions, the first of: what the
 * user asks for, the published recipes, and the shortest with a recipe's mels and stride.
 */
final class YuanGongGeometry {
  private static final int MELS = 128;

  /** Of AudioSet, ESC-50 and Speech Commands. */
  private static final List<Integer> FRAMES = List.of(1024, 512, 128);

  /** Of AST's recipes, and of SSAST's pre-training. */
  private static final List<Integer> STRIDES = List.of(10, 16);

  private static final int SQUARE_PATCH = 16;

  private YuanGongGeometry() {}

  static PatchGrid find(
      Source source, int patchMels, int patchFrames, int count, List<String> notes)
      throws IOException {
    Optional<Integer> mels = scalar(source, "p_input_fdim");
    Optional<Integer> frames = scalar(source, "p_input_tdim");
    PatchGrid trained =
        PatchGridBuilder.builder()
            .mels(mels.orElse(MELS))
            .frames(frames.orElse(FRAMES.get(0)))
            .patchMels(patchMels)
            .patchFrames(patchFrames)
            .strideMels(patchMels)
            .strideFrames(patchFrames)
            .build();
    if (mels.isPresent() && frames.isPresent()) {
      return trained; // pre-training has no overlap
    }
    List<PatchGrid> candidates = new ArrayList<>();
    List<PatchGrid> recipes = recipes(trained);
    recipes.forEach(recipe -> candidates.add(source.options().applyTo(recipe)));
    for (PatchGrid recipe : recipes) {
      FRAMES.forEach(length -> candidates.add(recipe.withFrames(length)));
    }
    for (PatchGrid recipe : recipes) {
      int columns = count / recipe.rows();
      candidates.add(
          recipe.withFrames(Math.max(columns - 1, 0) * recipe.strideFrames() + patchFrames));
    }
    PatchGrid found =
        candidates.stream()
            .filter(candidate -> candidate.size() == count)
            .findFirst()
            .orElseThrow(
                () ->
                    new ImportException(
                        source.path(),
                        count
                            + " positions fit no input of "
                            + MELS
                            + " mels; give --mels, --frames and --stride of its training"));
    notes.add(
        "the file doesn't say its input; read as "
            + found.mels()
            + " mels x "
            + found.frames()
            + " frames with stride "
            + found.strideMels()
            + ","
            + found.strideFrames());
    return found;
  }

  private static List<PatchGrid> recipes(PatchGrid trained) {
    boolean square = trained.patchMels() == SQUARE_PATCH && trained.patchFrames() == SQUARE_PATCH;
    return square
        ? STRIDES.stream().map(step -> trained.withStride(step, step)).toList()
        : List.of(trained);
  }

  private static Optional<Integer> scalar(Source source, String key) throws IOException {
    return Optional.ofNullable(source.weights().toMap().get(key))
        .filter(INDArray::isScalar)
        .map(array -> array.getInt(0));
  }
}
