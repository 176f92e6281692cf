package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.mast4j.datavec.audio.internal.io.CsvFile;

/**
 * ESC-50 (Piczak, 2015): fifty sounds in five folds, or the ten of ESC-10. The fold to test on is
 * given, as its author asks; the next one validates (he names none), the other three train.
 *
 * @param name what the command line calls it
 * @param ten whether it is ESC-10
 */
record Esc50(String name, boolean ten) implements DatasetLayout {

  static final Esc50 ESC50 = new Esc50("esc50", false);
  static final Esc50 ESC10 = new Esc50("esc10", true);

  private static final int FOLDS = 5;

  /** By their target. */
  private static final List<String> CLASSES =
      List.of(
          ("dog rooster pig cow frog cat hen insects sheep crow rain sea_waves crackling_fire"
                  + " crickets chirping_birds water_drops wind pouring_water toilet_flush"
                  + " thunderstorm crying_baby sneezing clapping breathing coughing footsteps"
                  + " laughing brushing_teeth snoring drinking_sipping door_wood_knock mouse_click"
                  + " keyboard_typing door_wood_creaks can_opening washing_machine vacuum_cleaner"
                  + " clock_alarm clock_tick glass_breaking helicopter chainsaw siren car_horn"
                  + " engine train church_bells airplane fireworks hand_saw")
              .split(" "));

  private static final Set<String> ESC10_CLASSES =
      Set.of(
          "dog",
          "rooster",
          "rain",
          "sea_waves",
          "crackling_fire",
          "crying_baby",
          "sneezing",
          "clock_tick",
          "helicopter",
          "chainsaw");

  @Override
  public String title() {
    return ten ? "ESC-10, 10 sounds, 5 folds" : "ESC-50, 50 sounds, 5 folds";
  }

  @Override
  public int folds() {
    return FOLDS;
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            LayoutRoot.unpacked(path, "ESC-50-master", "ESC-50"),
            "ESC-50",
            "the unpacked ESC-50-master.zip with meta/esc50.csv and audio/");
    Path audio = root.folder("audio/audio", "audio"); // Kaggle's copy nests it
    ListedClips clips = new ListedClips(root);
    Path csv = root.file("meta/esc50.csv", "esc50.csv");
    CsvFile.read(
        csv,
        List.of("filename", "fold", "category"),
        (row, cells) -> {
          Rows.requireOneOf(row, "category", cells.get(2), CLASSES);
          int clipFold = Rows.integer(row, "fold", cells.get(1), 1, FOLDS);
          if (!ten || ESC10_CLASSES.contains(cells.get(2))) {
            clips.add(
                audio.resolve(cells.get(0)),
                List.of(cells.get(2)),
                Folds.split(clipFold, fold, FOLDS));
          }
        });
    return clips.complete(
        root.name(csv), ten ? CLASSES.stream().filter(ESC10_CLASSES::contains).toList() : CLASSES);
  }
}
