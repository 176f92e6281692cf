package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.settings.Require;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The published data sets that can be opened by name. */
public final class DatasetLayouts {

  private static final Logger log = LoggerFactory.getLogger(DatasetLayouts.class);

  private static final List<DatasetLayout> ALL =
      List.of(
          SpeechCommands.V1_12,
          SpeechCommands.V1_30,
          SpeechCommands.V2_12,
          SpeechCommands.V2_35,
          new VoxCeleb1(),
          new VoxForge(),
          new Iemocap(),
          new NSynth(),
          new UrbanSound8k(),
          Esc50.ESC50,
          Esc50.ESC10,
          new Fsd50k(),
          new AudioSet());

  private DatasetLayouts() {}

  /** All of them. */
  public static List<DatasetLayout> all() {
    return ALL;
  }

  /** The one of that name. */
  public static Optional<DatasetLayout> find(String name) {
    return ALL.stream().filter(layout -> layout.name().equals(name)).findFirst();
  }

  /**
   * Opens a data set.
   *
   * @param fold which fold to test on, from 1
   * @throws IllegalArgumentException if the layout has no such fold
   */
  public static LayoutClips open(DatasetLayout layout, Path root, int fold) throws IOException {
    Require.that(
        fold >= 1 && fold <= layout.folds(),
        "fold",
        fold,
        "1 to " + layout.folds() + " of " + layout.name());
    LayoutClips opened = layout.open(root, fold);
    opened.dataset().remarks().forEach(remark -> log.warn("{}: {}", root, remark));
    return opened;
  }
}
