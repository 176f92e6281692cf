package org.mast4j.zoo.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.mast4j.zoo.StoredModel;

/** Published weights into a MAST4J model. */
public final class ModelImporter {
  private ModelImporter() {}

  /** Every format on the class path. */
  static List<CheckpointFormat> formats() {
    List<CheckpointFormat> formats = new ArrayList<>();
    ServiceLoader.load(CheckpointFormat.class).forEach(formats::add);
    return formats;
  }

  /**
   * Reads a checkpoint of any format on the class path, and adapts it.
   *
   * @param source a directory as transformers or timm write it, or a weights file, which is read
   *     with the config.json beside it
   * @throws ImportException if no format recognises it, or naming everything in it that doesn't fit
   * @throws IOException if a file can't be read
   */
  public static ImportedModel read(Path source, ImportOptions options) throws IOException {
    Source opened = Source.open(source, options);
    try {
      ImportedModel imported = formatOf(opened).read(opened);
      return adapt(imported.with(opened.leftOut(), opened.notes()), options);
    } catch (IllegalArgumentException e) {
      throw new ImportException(source, e.getMessage(), e);
    }
  }

  /**
   * Adapts a model that has been read.
   *
   * @throws IllegalArgumentException if the encoder can't serve what is asked for, saying why, or
   *     there are labels for another number of classes than the model has and the options ask for
   */
  public static ImportedModel adapt(ImportedModel imported, ImportOptions options) {
    StoredModel adapted = options.adaptationOf(imported).apply(imported.model());
    int before = imported.model().labels().size();
    int after = adapted.labels().size();
    List<String> notes = new ArrayList<>();
    if (after != before) {
      notes.add(
          "a new classifier of %d classes, with random weights%s"
              .formatted(after, before == 0 ? "" : ", in place of the source's of " + before));
    }
    return imported.withModel(adapted).with(List.of(), notes);
  }

  private static CheckpointFormat formatOf(Source source) throws IOException {
    List<CheckpointFormat> formats = formats();
    for (CheckpointFormat format : formats) {
      if (format.recognises(source)) {
        return format;
      }
    }
    throw new ImportException(
        source.path(),
        "not a checkpoint of a known format ("
            + source.architecture().map(name -> "architecture " + name + ", ").orElse("")
            + "keys "
            + source.weights().keys().stream().limit(3).collect(Collectors.joining(", "))
            + ", ...); readable are "
            + formats.stream().map(CheckpointFormat::name).collect(Collectors.joining(", "))
            + "; --arch says what a file without config.json is");
  }
}
