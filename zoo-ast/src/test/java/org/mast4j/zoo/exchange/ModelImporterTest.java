package org.mast4j.zoo.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.testkit.zoo.Oracle;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.SafeTensors;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sources as people have them, made of one that transformers wrote. */
class ModelImporterTest {
  private static final Path CLASSIFIER = Oracle.path("exchange/transformers-classifier");

  @TempDir Path folder;

  private Weights theirs;
  private StoredModel expected;

  @BeforeEach
  void readTheSource() throws IOException {
    theirs = SafeTensors.read(CLASSIFIER.resolve("model.safetensors"));
    expected = read(CLASSIFIER).model();
    for (String name : List.of("config.json", "preprocessor_config.json")) {
      Files.copy(CLASSIFIER.resolve(name), folder.resolve(name));
    }
  }

  private Path write(Weights weights) throws IOException {
    Path file = folder.resolve("model.safetensors");
    SafeTensors.write(file, weights, Map.of());
    return file;
  }

  private void assertIsTheModel(ImportedModel imported) {
    assertThat(imported.model().encoder()).isEqualTo(expected.encoder());
    assertThat(imported.model().frontEnd()).isEqualTo(expected.frontEnd());
    assertThat(imported.model().labels()).isEqualTo(expected.labels());
    assertThat(imported.model().weights().toMap()).isEqualTo(expected.weights().toMap());
  }

  @Test
  void aWeightsFileNamedDirectlyTakesTheConfigurationBesideIt() throws IOException {
    assertIsTheModel(read(write(theirs)));
    Path elsewhere = folder.resolve("checkpoint-10.safetensors");
    Files.move(folder.resolve("model.safetensors"), elsewhere);
    assertIsTheModel(read(elsewhere));
  }

  @Test
  void aModelsOwnFileNamedDirectlyIsTheModel() throws IOException {
    Path model = folder.resolve("model");
    expected.write(model);
    ImportedModel imported = read(model.resolve("model.safetensors"));
    assertThat(imported.format()).isEqualTo("MAST4J model");
    assertIsTheModel(imported);
  }

  @Test
  void anIndexOfShardsNamedDirectlyIsReadWithTheConfigurationBesideIt() throws IOException {
    Map<Boolean, Weights> halves = new LinkedHashMap<>();
    StringBuilder map = new StringBuilder();
    for (boolean first : new boolean[] {true, false}) {
      halves.put(first, theirs.select(key -> key.contains("encoder.layer.0") == first));
      String shard = "part-" + first + ".safetensors";
      SafeTensors.write(folder.resolve(shard), halves.get(first), Map.of());
      halves.get(first).keys().forEach(key -> map.append(",\"%s\":\"%s\"".formatted(key, shard)));
    }
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{" + map.substring(1) + "}}");
    assertIsTheModel(read(index));
    assertIsTheModel(read(folder));
  }

  @Test
  void whatTheModelWasWrappedInIsTakenOff() throws IOException {
    write(theirs.renamed(key -> "_orig_mod.module." + key));
    assertIsTheModel(read(folder));
  }

  @Test
  void buffersOfIntegersAreLeftOutAndNamed() throws IOException {
    INDArray ids = Nd4j.createFromArray(0L, 1L, 2L);
    write(
        theirs
            .with("embeddings.position_ids", ids)
            .with("bn.num_batches_tracked", Nd4j.scalar(3L)));
    ImportedModel imported = read(folder);
    assertIsTheModel(imported);
    assertThat(imported.leftOut())
        .extracting(LeftOut::toString)
        .containsExactly(
            "embeddings.position_ids, bn.num_batches_tracked (integers are no weights)");
  }

  @Test
  void quantisedWeightsAreNotTakenForNumbers() throws IOException {
    String key = "classifier.dense.weight";
    write(theirs.with(key, theirs.get(key).castTo(DataType.BYTE)));
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("weight " + key + " is of type BYTE; expected floating-point");
  }

  @Test
  void weightsThatAreNotNumbersAreRefusedByTheSourcesName() throws IOException {
    String key = "classifier.dense.weight";
    theirs.get(key).putScalar(2, Float.NaN);
    Path file = write(theirs);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith(
            file + ": weight " + key + " is NaN or infinite in 1 of 120 values");
  }

  @Test
  void labelsForAnotherNumberOfClassesAreRefusedUnlessClassesSaysSo() throws IOException {
    ImportOptions.Builder options = ImportOptions.builder().labels(labels(4));
    assertThatThrownBy(() -> ModelImporter.read(CLASSIFIER, options.build()))
        .isInstanceOf(ImportException.class)
        .hasMessage(
            CLASSIFIER
                + ": 4 labels for the source's classifier of 5 classes; give 5, or --classes 4 too"
                + " for a new classifier with random weights");
    ImportedModel replaced = ModelImporter.read(CLASSIFIER, options.classes(4).build());
    assertThat(replaced.model().labels()).isEqualTo(labels(4));
    assertThat(replaced.notes())
        .contains(
            "a new classifier of 4 classes, with random weights, in place of the source's of 5");
  }

  @Test
  void asManyLabelsRenameTheClassesAndKeepTheClassifier() throws IOException {
    ImportOptions options = ImportOptions.builder().labels(labels(5)).build();
    ImportedModel renamed = ModelImporter.read(CLASSIFIER, options);
    assertThat(renamed.model().labels()).isEqualTo(labels(5));
    assertThat(renamed.model().weights().toMap()).isEqualTo(expected.weights().toMap());
    assertThat(renamed.notes()).isEmpty();
  }

  private static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj(id -> "class " + id).toList();
  }

  private static ImportedModel read(Path source) throws IOException {
    return ModelImporter.read(source, ImportOptions.none());
  }
}
