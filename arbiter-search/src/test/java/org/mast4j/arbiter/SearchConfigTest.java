package org.mast4j.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.arbiter.generate.Grid;
import org.mast4j.arbiter.generate.Tpe;
import org.mast4j.arbiter.plan.Median;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.settings.Document;
import org.mast4j.settings.Scale;
import org.mast4j.ssl.pretrain.ssmast.SsMastConfig;
import org.mast4j.zoo.Architectures;

class SearchConfigTest {
  private static final String VALID =
      """
      candidates: 6
      maxMinutes: 2.5
      seed: 3
      encoder: mast-nano
      base:
        steps: 40
        batchSize: 32
        weightDecay: 5e-2
        crop:
          minScale: 0.5
      ranges:
        learningRate: [1e-4, 3.0e-3]
        patchDrop: [0, 0.5]
      """;

  @TempDir Path directory;

  private SearchConfig read(String yaml) throws IOException {
    return SearchConfig.read(Files.writeString(directory.resolve("search.yaml"), yaml));
  }

  @Test
  void readsEveryKey() throws IOException {
    SearchConfig config = read(VALID);

    assertThat(config.budget()).isEqualTo(new SearchBudget(6, 2.5, 3));
    assertThat(config.base().encoder()).isEqualTo(Architectures.preset("mast-nano"));
    SsMastConfig base = (SsMastConfig) TinySearch.pretraining(config.base()).method();
    assertThat(base.steps()).isEqualTo(40);
    assertThat(base.warmupSteps()).isEqualTo(4);
    assertThat(base.weightDecay()).isEqualTo(0.05);
    assertThat(base.crop()).isEqualTo(SsMastConfig.paper().crop().withMinScale(0.5));
    assertThat(base.temperature()).isEqualTo(SsMastConfig.paper().temperature());
    assertThat(config.dimensions())
        .containsExactly(
            Dimension.range("learningRate", double.class, Scale.LOGARITHMIC, 1e-4, 3e-3),
            Dimension.range("patchDrop", double.class, Scale.LINEAR, 0.0, 0.5));
  }

  @Test
  void quickExampleIsValid() throws IOException {
    SearchConfig quick =
        SearchConfig.read(Path.of("../examples/src/main/resources/search/quick.yaml"));

    assertThat(quick.budget().candidates()).isEqualTo(6);
    assertThat(quick.dimensions())
        .extracting(Dimension::key)
        .containsExactly("learningRate", "temperature", "patchDrop", "cropStrength");
  }

  @Test
  void prunedExampleIsValid() throws IOException {
    SearchConfig pruned =
        SearchConfig.read(Path.of("../examples/src/main/resources/search/pruned.yaml"));

    assertThat(pruned.generator()).isEqualTo(new Tpe(12));
    assertThat(pruned.pruner().orElseThrow().rungs(180)).containsExactly(20, 60, 180);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "candidates: 6       | candidates: 0            | candidates 0; expected a positive number",
        "candidates: 6       | candidates: six          | candidates \"six\"; expected a whole number",
        "candidates: 6       | candidate: 6             | unknown key candidate; did you mean candidates?",
        "maxMinutes: 2.5     | maxMinutes: -1           | maxMinutes -1.0; expected a positive",
        "encoder: mast-nano  | encoder: mast-nan        | line 4: encoder \"mast-nan\" is unknown",
        "encoder: mast-nano  | encoder: 5               | encoder 5; expected a text",
        "steps: 40           | stepz: 40                | line 6: unknown key base.stepz; did you mean steps?",
        "steps: 40           | steps: 2.5               | base.steps 2.5; expected a whole number",
        "batchSize: 32       | batchSize: 1             | base.batchSize 1; expected at least 2",
        "steps: 40           | steps: 3e9               | base.steps 3.0E9; expected a whole number",
        "steps: 40           | steps: 5000000000        | base.steps 5000000000; expected a whole number",
        "minScale: 0.5       | minscale: 0.5            | line 10: unknown key base.crop.minscale; did you mean minScale?",
        "minScale: 0.5       | minScale: -1             | base.crop.minScale -1.0; expected a positive",
        "[1e-4, 3.0e-3]      | [3e-3, 1e-4]             | line 12: ranges.learningRate [0.003,1.0E-4]; expected [low, high]",
        "[1e-4, 3.0e-3]      | [0, 1e-4]                | ranges.learningRate [0.0, 1.0E-4]: searched by its logarithm",
        "[1e-4, 3.0e-3]      | 1e-4                     | ranges.learningRate 1.0E-4; expected [low, high]",
        "[1e-4, 3.0e-3]      | [low, high]              | ranges.learningRate [\"low\",\"high\"]; expected [low, high], two numbers",
        "patchDrop: [0, 0.5] | patchDrop: [0, 1]        | ranges.patchDrop [0.0, 1.0]: patchDrop 1.0",
        "patchDrop: [0, 0.5] | patchdrop: [0, 0.5]      | line 13: unknown key ranges.patchdrop; did you mean patchDrop?",
        "seed: 3             | candidates: 7            | line 3: Duplicate field 'candidates'",
        "seed: 3             | seed: [3                 | line "
      })
  void errorNamesFileAndKey(String valid, String bad, String error) {
    assertThat(VALID).contains(valid);
    assertThatThrownBy(() -> read(VALID.replace(valid, bad)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(directory.resolve("search.yaml") + ": ")
        .hasMessageContaining(error)
        .satisfies(e -> assertThat(e.getMessage().lines().count()).isEqualTo(1));
  }

  @Test
  void presetsOfARecordAreSearchedByTheirNames() throws IOException {
    String crops = "crop: [published, shift-in-time]";
    assertThat(read(VALID.replace("patchDrop: [0, 0.5]", crops)).dimensions().get(1))
        .isEqualTo(
            Dimension.choice("crop", CropConfig.class, List.of("published", "shift-in-time")));
    assertThatThrownBy(() -> read(VALID.replace("patchDrop: [0, 0.5]", "crop: [shift]")))
        .hasMessageContaining("ranges.crop [shift]: crop \"shift\" is unknown");
  }

  @Test
  void oneErrorNamesAllThatIsWrongWithItsLines() {
    assertThatThrownBy(
            () ->
                read(
                    VALID
                        .replace("candidates: 6", "candidates: 0")
                        .replace("steps: 40", "stepz: 40")
                        .replace("[1e-4, 3.0e-3]", "3")
                        .replace("patchDrop", "encoder.layerz")))
        .hasMessageContainingAll(
            "line 1: candidates 0; expected a positive number",
            "line 6: unknown key base.stepz",
            "line 12: ranges.learningRate 3; expected [low, high]",
            "line 13: unknown key ranges.encoder.layerz");
  }

  @Test
  void rangesThatAreAllWrongAreNotCalledMissingToo() {
    assertThatThrownBy(
            () -> read(VALID.replace("[1e-4, 3.0e-3]", "3").replace("[0, 0.5]", "[1, 0]")))
        .hasMessageContainingAll("line 12: ranges.learningRate 3", "line 13: ranges.patchDrop")
        .hasMessageNotContaining("one key at least");
    assertThatThrownBy(() -> read(VALID.substring(0, VALID.indexOf("ranges:")) + "ranges: {}\n"))
        .hasMessageEndingWith(": line 11: ranges {}; expected one key at least");
  }

  @Test
  void listsOfListsOrObjectsAreValuesToChooseFrom() throws IOException {
    SearchConfig config =
        read(VALID.replace("patchDrop: [0, 0.5]", "augmentations: [[], [{name: spec-augment}]]"));
    Dimension augmentations = config.dimensions().get(1);
    assertThat(augmentations.values()).containsExactly("[]", "[{\"name\":\"spec-augment\"}]");
    assertThat(config.base().with(Map.of("augmentations", augmentations.values().get(1))))
        .isEqualTo(config.base().with(Document.yaml("augmentations: [{name: spec-augment}]")));
  }

  @Test
  void whatAKeyCantHaveIsRefused() {
    assertThatThrownBy(() -> read(VALID.replace("patchDrop", "encoder.depths")))
        .hasMessageContaining("ranges.encoder.depths [0, 0.5]: encoder.depths 0; expected a list");
    assertThatThrownBy(
            () -> read(VALID.replace("patchDrop: [0, 0.5]", "encoder.grid.mels: [64, 80]")))
        .hasMessageContainingAll("ranges.encoder.grid.mels [64, 80]: grid", "that of the clips");
    assertThatThrownBy(() -> read(VALID.replace("patchDrop: [0, 0.5]", "patchDropMode: [SOME]")))
        .hasMessageContainingAll("ranges.patchDropMode [SOME]", "[GRID, FREE, MASK]");
  }

  @Test
  void anUnknownMethodIsNamedBesideThoseThereAre() {
    assertThatThrownBy(() -> read(VALID + "method: mae\n"))
        .hasMessageContaining("method \"mae\" is unknown; expected one of [ss-mast");
  }

  @Test
  void aRangeMayBeAListHaveAnotherScaleAndDependOnOthers() throws IOException {
    SearchConfig config =
        read(
            VALID
                .replace("[1e-4, 3.0e-3]", "{range: [1e-4, 3e-3], scale: linear}")
                .replace(
                    "patchDrop: [0, 0.5]",
                    """
                    patchDrop: {range: [0, 0.5], when: {crop: published, batchSize: [32, 64]}}
                      batchSize: {values: [32, 64, 128]}
                      crop: [published, shift-in-time]
                    """));

    assertThat(config.dimensions())
        .contains(
            Dimension.range("learningRate", double.class, Scale.LINEAR, 1e-4, 3e-3),
            Dimension.choice("batchSize", int.class, List.of(32, 64, 128)),
            new Dimension(
                "patchDrop",
                double.class,
                Scale.LINEAR,
                List.of(0.0, 0.5),
                true,
                List.of(
                    new Condition("crop", List.of("published"), false),
                    new Condition("batchSize", List.of(32, 64), false))));
  }

  @Test
  void generatorPrunerAndWorkersAreNamed() throws IOException {
    assertThat(read(VALID).generator()).isEqualTo(new Tpe(10));
    assertThat(read(VALID).pruner()).isEmpty();
    SearchConfig config =
        read(
            VALID
                + """
                generator: {name: grid, valuesOfRange: 4}
                pruner: {name: median, rungs: 5}
                workers: {count: 3, threads: 2}
                """);
    assertThat(config.generator()).isEqualTo(new Grid(4));
    assertThat(config.pruner()).contains(new Median(5, 4));
    assertThat(config.workers()).isEqualTo(new SearchWorkers(3, 2, 0, 10, 1));
    assertThat(config.workers().jobsAtOnce()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{range: [0, 0.5], when: {learningrate: 1}} | line 13: unknown key ranges.patchDrop.when.learningrate; did you mean learningRate?",
        "{range: [0, 0.5], when: {learningRate: [1, 2]}} | line 13: ranges.patchDrop.when learningRate [1.0, 2.0]; expected a condition that can be true; the values are [1.0E-4, 0.003]",
        "{range: [0, 0.5], when: {learningRate: 1e-3}} | expected a condition that can be true",
        "{range: [0, 0.5], when: {patchDrop: [0, 0.1]}} | line 13: ranges.patchDrop.when leads back to itself",
        "{range: [0, 0.5], wen: {learningRate: 1}} | line 13: unknown key ranges.patchDrop.wen; did you mean when?",
        "{when: {learningRate: [1e-4, 1e-3]}} | line 13: ranges.patchDrop {",
        "{range: [0, 0.5], scale: log} | line 13: ranges.patchDrop.scale \"log\"; expected linear or logarithmic",
        "{values: [0.1, 0.1]} | line 13: ranges.patchDrop [0.1,0.1]; expected a list of numbers, each once",
      })
  void aRangeThatSaysMoreIsCheckedToo(String patchDrop, String error) {
    assertThatThrownBy(() -> read(VALID.replace("[0, 0.5]", patchDrop)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pruner: {name: halvin} | halvin",
        "pruner: {name: halving, factor: 1} | line 14: pruner.factor 1; expected 2 or more",
        "pruner: {name: halving, rungs: 9} | rungs 9; expected so few that the lowest of 40 steps or epochs has one at least",
        "generator: {name: tpe, startups: 3} | line 14: unknown key generator.startups; did you mean startup?",
        "workers: {count: 2, lag: 1} | lag 1; expected 0, or at least the count 2",
        "workers: {cont: 2} | line 14: unknown key workers.cont; did you mean count?",
      })
  void otherKeysAreCheckedToo(String line, String error) {
    assertThatThrownBy(() -> read(VALID + line + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(error);
  }

  @Test
  void aPrunerComparesByStepsWhichAreThenNotSearched() {
    String steps = VALID.replace("patchDrop: [0, 0.5]", "steps: [10, 40]");
    assertThatThrownBy(() -> read(steps + "pruner: {name: median}\n"))
        .hasMessageContaining("ranges steps; expected other keys where a pruner compares");
  }

  @Test
  void emptyFileIsNoSearch() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected an object with keys of [candidates");
  }
}
