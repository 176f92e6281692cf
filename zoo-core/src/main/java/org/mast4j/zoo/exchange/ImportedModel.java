package org.mast4j.zoo.exchange;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.StoredModel;

/**
 * A model that was read from somebody else's checkpoint.
 *
 * @param format name of the layout it was read from
 * @param model the model in the source's own geometry
 * @param start the input and patches that an import takes unless told otherwise: the source's own,
 *     or for a model of images those of the family's spectrogram presets
 * @param leftOut tensors of the source that were not taken over
 * @param notes what was assumed where the source doesn't say, a sentence each
 */
public record ImportedModel(
    String format, StoredModel model, PatchGrid start, List<LeftOut> leftOut, List<String> notes) {
  public ImportedModel {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(start, "start");
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /** A copy that has also left out, and noted, what its source did. */
  ImportedModel with(List<LeftOut> moreLeftOut, List<String> moreNotes) {
    return new ImportedModel(
        format, model, start, both(leftOut, moreLeftOut), both(moreNotes, notes));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /** A copy with another model, in other words after an adaptation. */
  public ImportedModel withModel(StoredModel newModel) {
    return new ImportedModel(format, newModel, start, leftOut, notes);
  }
}
