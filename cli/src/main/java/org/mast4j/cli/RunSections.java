package org.mast4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.settings.Setting;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.pretrain.RunSettings;
import org.mast4j.zoo.EncoderConfig;

/** The keys of a run's file that are neither the method's nor the encoder's. */
@RecordBuilder
record RunSections(
    @Setting("Frames of 10 ms a clip, which encoder.grid.frames overrides.")
        Optional<Integer> frames,
    @Setting("Mel bins, which encoder.grid.mels overrides.") Optional<Integer> mels,
    @Setting("kaldi, librosa, kaldi-mfcc, librosa-mfcc or librosa-pcen; the family's if not set.")
        Optional<String> frontEnd,
    @Setting("The clips to learn from.") DataSettings data,
    @Setting("Labelled clips by which the monitors tell how good the embeddings are.")
        DataSettings monitorData,
    @Setting("What ends the run, what is looked at on its way, how it is saved.") RunSettings run)
    implements RunSectionsBuilder.With {

  /** The names of the keys. */
  static List<String> keys() {
    return Arrays.stream(RunSections.class.getRecordComponents())
        .map(component -> component.getName())
        .toList();
  }

  /** The same with the paths of a file in this folder. */
  RunSections within(Path folder) {
    return with(all -> all.data(data.within(folder)).monitorData(monitorData.within(folder)));
  }

  /**
   * What decides which clips a run trains on and looks at, and what is heard of them; where they
   * lie does not.
   */
  ObjectNode ofClips() {
    RunSections still =
        with(all -> all.data(data.withoutPlaces()).monitorData(monitorData.withoutPlaces()));
    ObjectNode json = Settings.toJson(still);
    json.remove("run");
    return json;
  }

  /** An encoder of the input that {@code frames} and {@code mels} ask for. */
  EncoderConfig onGrid(EncoderConfig encoder) {
    PatchGrid grid = mels.map(encoder.grid()::withMels).orElse(encoder.grid());
    return encoder.withGrid(frames.map(grid::withFrames).orElse(grid));
  }

  /** The front end that is asked for, if one is. */
  Optional<FrontEndChoice.Kind> frontEndKind() {
    return frontEnd.map(FrontEndChoice.Kind::of);
  }

  /** The same once an encoder has that input. */
  RunSections withoutSize() {
    return with(all -> all.frames(Optional.empty()).mels(Optional.empty()));
  }
}
