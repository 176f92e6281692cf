package org.mast4j.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.notebook.picture.Png;

/**
 * A quickstart run to look at: one HTML file without links to anything outside it, and one picture.
 *
 * @param table the accuracies
 * @param clip a clip of the data set, [T, F] as the grid
 * @param grid how the encoder cuts a clip into patches
 * @param viewA an augmented view of the clip, [T, F]
 * @param viewB another one
 * @param keptPatches indices h * W + w of the patches that patch-drop leaves of view A
 * @param curves what pre-training reported, the loss first
 * @param families class names
 * @param confusion [true family][predicted family], counts of test clips
 * @param embeddings [n, D], the pre-trained encoder's embeddings of the test clips
 * @param embeddingLabels [n], index into {@code families} of each
 */
public record QuickstartReport(
    Numbers table,
    Spectrogram clip,
    PatchGrid grid,
    Spectrogram viewA,
    Spectrogram viewB,
    int[] keptPatches,
    List<Curve> curves,
    List<String> families,
    int[][] confusion,
    double[][] embeddings,
    int[] embeddingLabels) {

  /** The page's title, by which one of ours is known. */
  public static final String TITLE = "MAST4J quickstart";

  public QuickstartReport {
    requireFits("clip", clip, grid);
    requireFits("view A", viewA, grid);
    requireFits("view B", viewB, grid);
    for (int patch : keptPatches) {
      if (patch < 0 || patch >= grid.size()) {
        throw new IllegalArgumentException("no patch " + patch + " in a grid of " + grid.size());
      }
    }
    curves = List.copyOf(curves);
    if (curves.stream().mapToInt(curve -> curve.values().length).distinct().count() != 1) {
      throw new IllegalArgumentException(
          curves.size() + " curves; expected one at least, and all over the same steps");
    }
    if (confusion.length != families.size()) {
      throw new IllegalArgumentException(
          confusion.length + " rows of confusion for " + families.size() + " families");
    }
    for (int[] row : confusion) {
      if (row.length != families.size()) {
        throw new IllegalArgumentException(
            row.length + " columns of confusion for " + families.size() + " families");
      }
    }
    if (embeddings.length == 0 || embeddings.length != embeddingLabels.length) {
      throw new IllegalArgumentException(
          embeddings.length + " embeddings with " + embeddingLabels.length + " labels");
    }
    for (int label : embeddingLabels) {
      if (label < 0 || label >= families.size()) {
        throw new IllegalArgumentException(
            "no family " + label + " among " + families.size() + " families");
      }
    }
    families = List.copyOf(families);
  }

  /**
   * Writes the page; an interrupted call leaves an earlier file as it was.
   *
   * @throws IOException if the file or its folder can't be written
   */
  public void writeHtml(Path file) throws IOException {
    String html = new HtmlPage(this, Tsne.map(embeddings)).html();
    AtomicFiles.write(file, html.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A PNG of 1200 x 420: a clip with its patches, the loss, the map of embeddings. Its lettering
   * needs a font on this machine, which the page does not.
   */
  public byte[] overviewPng() {
    return Png.encode(Overview.draw(this, Tsne.map(embeddings)));
  }

  /** The loss, which falls if pre-training goes well. */
  Curve loss() {
    return curves.get(0);
  }

  private static void requireFits(String name, Spectrogram s, PatchGrid grid) {
    if (s.frames() != grid.frames() || s.mels() != grid.mels()) {
      throw new IllegalArgumentException(name + " does not fit " + grid + ", was " + s);
    }
  }
}
