package org.mast4j.zoo.exchange;

import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Require;
import org.mast4j.zoo.Activation;

/** What an import changes about a model: {@code ImportOptions.builder().frames(512).build()}. */
public final class ImportOptions {
  private final Optional<String> architecture;
  private final Optional<Integer> classes;
  private final Optional<List<String>> labels;
  private final Optional<Integer> mels;
  private final Optional<Integer> frames;
  private final Optional<Stride> stride;
  private final boolean multiLabel;
  private final boolean keepPatch;
  private final boolean resizeTables;
  private final long seed;

  private ImportOptions(Builder builder) {
    architecture = builder.architecture;
    classes = builder.classes;
    labels = builder.labels;
    mels = builder.mels;
    frames = builder.frames;
    stride = builder.stride;
    multiLabel = builder.multiLabel;
    keepPatch = builder.keepPatch;
    resizeTables = builder.resizeTables;
    seed = builder.seed;
  }

  /** The model as it is; one of images becomes one of its family's spectrograms. */
  public static ImportOptions none() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What the user says that the source is. */
  public Optional<String> architecture() {
    return architecture;
  }

  /** The adaptation that these options ask of a model. */
  Adaptation adaptationOf(ImportedModel imported) {
    Adaptation adaptation =
        Adaptation.to(grid(imported)).withSeed(seed).withResizesTables(resizeTables);
    int present = imported.model().labels().size();
    if (multiLabel) {
      adaptation = adaptation.withActivation(Activation.SIGMOID);
    }
    if (labels.isPresent()) {
      int count = labels.get().size();
      if (present > 0 && count != present && classes.isEmpty()) {
        throw new IllegalArgumentException(
            "%d labels for the source's classifier of %d classes; give %d, or --classes %d too for"
                    .formatted(count, present, present, count)
                + " a new classifier with random weights");
      }
      return adaptation.withLabels(labels.get());
    }
    if (classes.isPresent() && classes.get() != present) {
      return adaptation.withLabels(Classes.numbered(classes.get()));
    }
    return adaptation;
  }

  private PatchGrid grid(ImportedModel imported) {
    PatchGrid start = imported.start();
    return applyTo(
        keepPatch
            ? imported.model().encoder().grid().withMels(start.mels()).withFrames(start.frames())
            : start);
  }

  /** The grid with the mels, frames and stride that were asked for. */
  public PatchGrid applyTo(PatchGrid start) {
    PatchGrid grid = start;
    if (mels.isPresent()) {
      grid = grid.withMels(mels.get());
    }
    if (frames.isPresent()) {
      grid = grid.withFrames(frames.get());
    }
    return stride.isPresent() ? grid.withStride(stride.get().mels, stride.get().frames) : grid;
  }

  private record Stride(int mels, int frames) {}

  /** Collects the options; what isn't given stays as in the source. */
  public static final class Builder {
    private Optional<String> architecture = Optional.empty();
    private Optional<Integer> classes = Optional.empty();
    private Optional<List<String>> labels = Optional.empty();
    private Optional<Integer> mels = Optional.empty();
    private Optional<Integer> frames = Optional.empty();
    private Optional<Stride> stride = Optional.empty();
    private boolean multiLabel;
    private boolean keepPatch;
    private boolean resizeTables;
    private long seed;

    private Builder() {}

    /** What the source is, where it doesn't say: "mvitv2_small", "ast-base". */
    public Builder architecture(String name) {
      architecture = Optional.of(name);
      return this;
    }

    /** Number of classes; where the source has another, its classifier is replaced by a new one. */
    public Builder classes(int count) {
      Require.that(count >= 2, "classes", count, "at least 2");
      classes = Optional.of(count);
      return this;
    }

    /**
     * Labels of the classes: as many as the source has or {@link #classes} says; for an encoder
     * without a classifier they count as those too.
     */
    public Builder labels(List<String> names) {
      Require.that(names.size() >= 2, "labels", names, "at least 2");
      labels = Optional.of(List.copyOf(names));
      return this;
    }

    /** Whether a clip can have several of the classes; by default it is as the source says. */
    public Builder multiLabel(boolean several) {
      multiLabel = several;
      return this;
    }

    /** Mel bins of the input. */
    public Builder mels(int count) {
      mels = Optional.of(count);
      return this;
    }

    /** Frames of the input. */
    public Builder frames(int count) {
      frames = Optional.of(count);
      return this;
    }

    /** Steps between patches, over frequency and over time. */
    public Builder stride(int strideMels, int strideFrames) {
      stride = Optional.of(new Stride(strideMels, strideFrames));
      return this;
    }

    /**
     * Lets a model of images keep its own patch kernel and stride, where they aren't those of its
     * family's spectrogram presets.
     */
    public Builder keepPatch(boolean keep) {
      keepPatch = keep;
      return this;
    }

    /**
     * Resizes tables of relative positions to the new input about the entry of distance 0; by
     * default they are kept and indexed as the source's library does.
     */
    public Builder resizeTables(boolean resize) {
      resizeTables = resize;
      return this;
    }

    /** Seed of a new classifier's weights; 0 by default. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if classes and labels contradict each other
     */
    public ImportOptions build() {
      if (classes.isPresent() && labels.isPresent() && classes.get() != labels.get().size()) {
        throw new IllegalArgumentException(
            labels.get().size()
                + " labels for "
                + classes.get()
                + " classes; expected one a class");
      }
      return new ImportOptions(this);
    }
  }
}
