package org.mast4j.zoo.exchange;

import io.soabase.recordbuilder.core.RecordBuilder;
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
@RecordBuilder
public record ImportedModel(
    String format, StoredModel model, PatchGrid start, List<LeftOut> leftOut, List<String> notes)
    implements ImportedModelBuilder.With {
  public ImportedModel {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(start, "start");
    leftOut = List.copyOf(leftOut);
    notes = List.copyOf(notes);
  }

  /** A model in its own geometry of whose source nothing is left out. */
  public static ImportedModel of(String format, StoredModel model) {
    return new ImportedModel(format, model, model.encoder().grid(), List.of(), List.of());
  }

  /** A copy that has left out more, and begins its notes with more. */
  public ImportedModel with(List<LeftOut> moreLeftOut, List<String> moreNotes) {
    return new ImportedModel(
        format, model, start, both(leftOut, moreLeftOut), both(moreNotes, notes));
  }

  private static <T> List<T> both(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
