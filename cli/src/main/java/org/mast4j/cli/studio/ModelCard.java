package org.mast4j.cli.studio;

import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.StoredModel;

/**
 * The answer of {@code GET /api/model}: what the model is and takes.
 *
 * @param name as the command was given it
 * @param architecture "mast" or "ast"
 * @param parameters of encoder and classifier
 * @param width D, of an embedding
 * @param labels of the classes; none of an encoder
 * @param windowSeconds what the model sees at a time
 * @param hopSeconds from one window to the next; 0 if it looks at the first alone
 * @param frontEnd how sound becomes a spectrogram
 * @param grid of the patches in a window
 * @param neighbours the folder that clips are compared with; of no clips if there is none
 * @param limits of what is taken
 */
record ModelCard(
    String name,
    String architecture,
    long parameters,
    int width,
    List<String> labels,
    double windowSeconds,
    double hopSeconds,
    Front frontEnd,
    Grid grid,
    Folder neighbours,
    Limits limits) {

  /**
   * The front end.
   *
   * @param values of a frame
   * @param centresHz of the mel filters, low to high; none where the values are no mels
   */
  record Front(
      String kind,
      String output,
      int sampleRate,
      double frameSeconds,
      int frames,
      int values,
      double[] centresHz) {}

  /** The patches, in frames and mels. */
  record Grid(
      int rows,
      int columns,
      int patchMels,
      int patchFrames,
      int strideMels,
      int strideFrames,
      int paddingMels,
      int paddingFrames) {}

  /**
   * The neighbours' folder.
   *
   * @param examples some of its clips, to begin with
   */
  record Folder(String name, int clips, List<Neighbours.Example> examples) {}

  /** What is taken. */
  record Limits(long bytes, double seconds, int atOnce, int waiting) {}

  static ModelCard of(StudioModel model, StudioLimits limits) {
    StoredModel stored = model.stored();
    FrontEndConfig frontEnd = stored.frontEnd();
    double frameSeconds = (double) frontEnd.hopSamples() / frontEnd.sampleRate();
    return new ModelCard(
        model.name(),
        stored.encoder().architecture(),
        model.parameters(),
        stored.encoder().outputWidth(),
        stored.labels(),
        frontEnd.frames() * frameSeconds,
        stored.windowing().hop().orElse(0) * frameSeconds,
        front(frontEnd, frameSeconds),
        grid(stored.encoder().grid()),
        folder(model.neighbours()),
        new Limits(limits.bytes(), limits.seconds(), limits.atOnce(), limits.waiting()));
  }

  private static Folder folder(Neighbours neighbours) {
    return new Folder(neighbours.folderName(), neighbours.size(), neighbours.examples());
  }

  private static Front front(FrontEndConfig config, double frameSeconds) {
    boolean mels = config.output() != FrontEndConfig.Output.MFCC;
    return new Front(
        config.kind().name(),
        config.output().name(),
        config.sampleRate(),
        frameSeconds,
        config.frames(),
        config.width(),
        IntStream.range(0, mels ? config.mels() : 0).mapToDouble(config::centreHz).toArray());
  }

  private static Grid grid(PatchGrid grid) {
    return new Grid(
        grid.rows(),
        grid.columns(),
        grid.patchMels(),
        grid.patchFrames(),
        grid.strideMels(),
        grid.strideFrames(),
        grid.paddingMels(),
        grid.paddingFrames());
  }
}
