package org.mast4j.cli;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;

/** Which clips are read, and how; paths as the operating system takes them. */
@RecordBuilder
record DataSettings(
    @Setting(
            "A folder of audio (labels: its sub-folders, or those of train/, validation/, test/), or"
                + " a CSV path,label[,split].")
        Optional<String> path,
    @Setting("Name of the published data set that the folder is, as its authors lay it out.")
        Optional<String> layout,
    @Setting("Fold of the layout to test on, if it has folds; the first where none is named.")
        Optional<Integer> fold,
    @Setting(value = "Which folder below the path is the label, 0 for the first.", byDefault = "0")
        int labelLevel,
    @Setting(
            "What stands between the classes of a clip in the CSV's label column, if it has several.")
        Optional<String> labelSeparator,
    @Setting(
            value = "Whether files that can't be used are skipped and listed.",
            byDefault = "false")
        boolean skipBad,
    @Setting("Folder that keeps features for later runs, up to 20 GiB.") Optional<String> cache)
    implements DataSettingsBuilder.With {

  DataSettings {
    Require.notNegative("labelLevel", labelLevel);
    layout.ifPresent(
        name ->
            Require.that(
                DatasetLayouts.find(name).isPresent(),
                "layout",
                name,
                "one of " + DatasetLayouts.all().stream().map(DatasetLayout::name).toList()));
    int folds = layout.flatMap(DatasetLayouts::find).map(DatasetLayout::folds).orElse(0);
    fold.ifPresent(
        number ->
            Require.that(
                number >= 1 && number <= folds,
                "fold",
                number,
                folds == 0 ? "none without a layout" : "1 to " + folds + " of " + layout.get()));
    Require.that(
        labelLevel == 0 || layout.isEmpty(),
        "labelLevel",
        labelLevel,
        "0 with a layout, which knows the labels");
    labelSeparator.ifPresent(
        separator ->
            Require.that(
                !separator.isEmpty() && layout.isEmpty() && labelLevel == 0,
                "labelSeparator",
                separator,
                "one as ; for a CSV, which has neither a layout nor a label level"));
  }

  /** The published layout, if one is named. */
  Optional<DatasetLayout> published() {
    return layout.flatMap(DatasetLayouts::find);
  }

  /** The same with absolute paths, relative ones being those of a folder. */
  DataSettings within(Path folder) {
    return with(
        data ->
            data.path(path.map(text -> absolute(folder, text)))
                .cache(cache.map(text -> absolute(folder, text))));
  }

  /** The same wherever the clips lie. */
  DataSettings withoutPlaces() {
    return with(data -> data.path(Optional.empty()).cache(Optional.empty()));
  }

  private static String absolute(Path folder, String text) {
    return folder
        .toAbsolutePath()
        .resolve(new PathConverter().convert(text))
        .normalize()
        .toString();
  }
}
