package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mast4j.datavec.audio.internal.io.CsvFile;

/**
 * UrbanSound8K (Salamon et al., 2014): ten sounds of a city in ten folds. The fold to test on is
 * given, as its authors ask; the next one validates (they name none), the other eight train.
 */
final class UrbanSound8k implements DatasetLayout {

  private static final int FOLDS = 10;

  /** By their classID. */
  private static final List<String> CLASSES =
      List.of(
          "air_conditioner",
          "car_horn",
          "children_playing",
          "dog_bark",
          "drilling",
          "engine_idling",
          "gun_shot",
          "jackhammer",
          "siren",
          "street_music");

  @Override
  public String name() {
    return "urbansound8k";
  }

  @Override
  public String title() {
    return "UrbanSound8K, 10 sounds, 10 folds";
  }

  @Override
  public int folds() {
    return FOLDS;
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            LayoutRoot.unpacked(path, "UrbanSound8K"),
            "UrbanSound8K",
            "the unpacked UrbanSound8K.tar.gz with metadata/ and audio/, or Kaggle's copy of it with"
                + " UrbanSound8K.csv beside fold1/ to fold10/");
    Path csv = root.file("metadata/UrbanSound8K.csv", "UrbanSound8K.csv");
    Path audio = root.folder("audio/fold1", "fold1").getParent();
    ListedClips clips = new ListedClips(root);
    CsvFile.read(
        csv,
        List.of("slice_file_name", "fold", "class"),
        (row, cells) -> {
          Rows.requireOneOf(row, "class", cells.get(2), CLASSES);
          int clipFold = Rows.integer(row, "fold", cells.get(1), 1, FOLDS);
          clips.add(
              audio.resolve("fold" + clipFold).resolve(cells.get(0)),
              List.of(cells.get(2)),
              Folds.split(clipFold, fold, FOLDS));
        });
    return clips.complete(root.name(csv), CLASSES);
  }
}
