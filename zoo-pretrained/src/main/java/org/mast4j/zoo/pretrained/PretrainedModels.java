package org.mast4j.zoo.pretrained;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ImportedModel;
import org.mast4j.zoo.exchange.LabelsFile;
import org.mast4j.zoo.exchange.ModelImporter;

/** The catalogue's entries as models: fetched, verified, imported. */
public final class PretrainedModels {
  private final PretrainedCatalogue catalogue;
  private final WeightsStore store;

  public PretrainedModels(PretrainedCatalogue catalogue, WeightsStore store) {
    this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
    this.store = Objects.requireNonNull(store, "store");
  }

  /** MAST4J's own catalogue, and the store that the system properties describe. */
  public static PretrainedModels standard() {
    return new PretrainedModels(
        PretrainedCatalogue.standard(), new WeightsStore(StoreConfig.fromSystemProperties()));
  }

  /**
   * The model of an entry, adapted as asked for.
   *
   * @param name of the entry
   * @param confirmation asked about files whose hash nobody published
   * @throws IllegalArgumentException if there is no such entry
   * @throws IOException as {@link WeightsStore#fetch} and {@link ModelImporter#read}
   */
  public ImportedModel read(
      String name, ImportOptions options, Confirmation confirmation, Progress progress)
      throws IOException {
    PretrainedEntry entry = catalogue.entry(name);
    Path directory = store.fetch(entry, confirmation, progress);
    if (entry.format() != PretrainedFormat.PTH) {
      return ModelImporter.read(directory, options);
    }
    // Such a file doesn't say what it was trained on: the entry does, and is applied first.
    ImportedModel own = ModelImporter.read(weights(entry, directory), ownOptions(entry, directory));
    return ModelImporter.adapt(withFrontEnd(own, entry), options);
  }

  private static Path weights(PretrainedEntry entry, Path directory) throws PretrainedException {
    return entry.files().stream()
        .map(PretrainedFile::name)
        .filter(file -> file.endsWith(".pth"))
        .map(directory::resolve)
        .findFirst()
        .orElseThrow(
            () -> new PretrainedException(entry.name() + ": lists no .pth file in the catalogue"));
  }

  private static ImportOptions ownOptions(PretrainedEntry entry, Path directory)
      throws IOException {
    ImportOptions.Builder options = ImportOptions.builder();
    if (entry.model().patches().isPresent()) {
      PatchGrid grid = entry.model().patches().get();
      options
          .mels(grid.mels())
          .frames(grid.frames())
          .stride(grid.strideMels(), grid.strideFrames());
    }
    Optional<PretrainedLabels> labels = entry.labels();
    if (labels.isPresent()) {
      options.labels(LabelsFile.read(directory.resolve(labels.get().file())));
    }
    return options.build();
  }

  private static ImportedModel withFrontEnd(ImportedModel imported, PretrainedEntry entry) {
    if (entry.frontEnd().isEmpty()) {
      return imported;
    }
    FrontEndConfig frontEnd = entry.frontEnd().get().config();
    return imported.withModel(imported.model().withFrontEnd(frontEnd));
  }
}
