package org.mast4j.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mast4j.settings.Training.Crop;
import org.mast4j.settings.Training.Gain;
import org.mast4j.settings.Training.Kind;
import org.mast4j.settings.Training.Shift;

class SettingsTest {
  private final Training defaults = Settings.defaults(Training.class);

  @Test
  void defaultsAreTheAnnotations() {
    assertThat(defaults.steps()).isEqualTo(100);
    assertThat(defaults.learningRate()).isEqualTo(3e-4);
    assertThat(defaults.mask()).isEqualTo(0.5f);
    assertThat(defaults.kind()).isEqualTo(Kind.ADAM_W);
    assertThat(defaults.title()).isEqualTo("no");
    assertThat(defaults.crop()).isEqualTo(new Crop(0.6, 1.5));
    assertThat(defaults.depths()).containsExactly(1, 2);
    assertThat(defaults.changes()).containsExactly(new Gain(6));
    assertThat(defaults.labels()).isEmpty();
  }

  record Undefined(@Setting("A.") int first, @Setting("B.") int second) {}

  @Test
  void missingDefaultsAreAllNamed() {
    assertThatThrownBy(() -> Settings.defaults(Undefined.class))
        .isInstanceOf(SettingsException.class)
        .hasMessage("missing key first and missing key second");
  }

  record One(@Setting(value = "First.", byDefault = "1") int first) {}

  record Two(
      @Setting(value = "First.", byDefault = "1") int first,
      @Setting(value = "How far, in metres.", byDefault = "2.5") double added) {}

  /** Two differs from One by a line, and nothing else knows of it. */
  @Test
  void addedComponentAppearsInFileOnCommandLineAndInDescription() {
    assertThatThrownBy(() -> Settings.with(Settings.defaults(One.class), "added", "4"))
        .hasMessage("unknown key added; expected one of [first]");

    Two two = Settings.defaults(Two.class);
    assertThat(Settings.toJson(two)).hasToString("{\"first\":1,\"added\":2.5}");
    assertThat(Settings.read(two, Document.yaml("added: 3")).added()).isEqualTo(3);
    assertThat(Settings.with(two, "added", "4").added()).isEqualTo(4);
    assertThat(Settings.describe(Two.class))
        .contains(
            new SettingInfo(
                "added", double.class, "How far, in metres.", Optional.of(2.5), Scale.LINEAR));
  }

  @Test
  void jsonReadsBackAsTheSameRecord() {
    Training training =
        TrainingBuilder.builder(defaults)
            .title("1e3")
            .changes(List.of(new Shift(2), new Gain(3)))
            .labels(Optional.of(List.of("a", "b")))
            .shares(Map.of("a", 0.5))
            .build();

    String json = Settings.toJson(training).toPrettyString();

    assertThat(json).contains("\"name\" : \"shift\"", "\"learningRate\" : 3.0E-4");
    assertThat(Settings.read(Training.class, Document.json(json))).isEqualTo(training);
    assertThat(Settings.read(defaults, Document.yaml(json))).isEqualTo(training);
  }

  @Test
  void completeFileNamesEveryProblemWithItsLine() {
    String yaml =
        """
        steps: 2.5
        warmupStep: 1
        learningRate: fast
        crop:
          minscale: 1
          maxScale: 1
        depths: [1, two]
        changes:
        - name: gain
          decibels: -1
        - name: gains
        """;

    assertThatThrownBy(() -> Settings.read(defaults, Document.yaml(yaml)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "line 1: steps 2.5; expected a whole number",
            "line 2: unknown key warmupStep; did you mean warmupSteps?",
            "line 3: learningRate \"fast\"; expected a number",
            "line 5: unknown key crop.minscale; did you mean minScale?",
            "line 7: depths[1] \"two\"; expected a whole number",
            "line 10: changes[0].decibels -1.0; expected a positive number",
            "line 11: changes[1].name \"gains\" is unknown; did you mean gain?")
        .satisfies(e -> assertThat(((SettingsException) e).problems()).hasSize(7))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThatThrownBy(() -> Settings.read(Crop.class, Document.json("{\"minScale\": 1}")))
        .hasMessage("missing key maxScale");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"steps\": \"5\"}       | line 1: steps \"5\"; expected a whole number",
        "{\"steps\": 5000000000}  | line 1: steps 5000000000; expected a whole number",
        "{\"steps\": null}        | line 1: steps null; expected a whole number",
        "{\"steps\": 0}           | line 1: steps 0; expected a positive number",
        "{\"seed\": 1e3}          | line 1: seed 1000.0; expected a whole number",
        "{\"freeze\": 1}          | line 1: freeze 1; expected true or false",
        "{\"kind\": 0}            | line 1: kind 0; expected one of [SGD, ADAM_W]",
        "{\"kind\": \"sgd\"}      | line 1: kind \"sgd\"; expected one of [SGD, ADAM_W]",
        "{\"title\": 5}           | line 1: title 5; expected a text",
        "{\"crop\": 5}            | line 1: crop 5; expected an object with keys of [minScale, maxScale, least, most, strength] or a name of [as-it-is, whole]",
        "{\"crop\": {\"maxScale\": 0.1}} | line 1: crop.maxScale 0.1; expected at least minScale 0.6",
        "{\"depths\": 5}          | line 1: depths 5; expected a list",
        "{\"shares\": {\"a\": true}} | line 1: shares.a true; expected a number",
        "{\"changes\": [{}]}      | line 1: changes[0] {}; expected an object with a name of",
        "{\"zzz\": 5}             | line 1: unknown key zzz; expected one of [steps, warmupSteps,",
        "[]                       | content []; expected an object with keys of [steps",
        "{\"steps\": 1, \"steps\": 2} | line 1: Duplicate field 'steps'",
        "{\"steps\": 1} x         | line 1: ",
        "{\"steps\": 1            | line 1: Unexpected end-of-input"
      })
  void badJsonIsOneClearSentence(String json, String message) {
    assertThatThrownBy(() -> Settings.read(defaults, Document.json(json)))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void partOfDocumentKeepsPathAndLine() {
    Document document = Document.yaml("a: 1\nbase:\n  crop:\n    minScale: -1\n");

    assertThatThrownBy(() -> Settings.read(defaults, document.at("base")))
        .hasMessage("line 4: base.crop.minScale -1.0; expected a positive number");
  }

  @Test
  void textIsReadByTheTypeOfItsKey() {
    Training set =
        Settings.with(
            defaults,
            Map.of(
                "learningRate", "1e-3",
                "title", "3",
                "kind", "sgd",
                "freeze", "true",
                "depths", "[3, 4]",
                "changes", "[{name: shift}]",
                "labels", "[a, b]",
                "crop.maxScale", "2"));

    assertThat(set)
        .isEqualTo(
            TrainingBuilder.builder(defaults)
                .learningRate(1e-3)
                .title("3")
                .kind(Kind.SGD)
                .freeze(true)
                .depths(List.of(3, 4))
                .changes(List.of(new Shift(1)))
                .labels(Optional.of(List.of("a", "b")))
                .crop(new Crop(0.6, 2))
                .build());
  }

  @Test
  void typedValueIsTakenAsItIs() {
    assertThat(Settings.with(defaults, "crop", new Crop(1, 1)).crop()).isEqualTo(new Crop(1, 1));
    assertThat(Settings.with(defaults, "kind", Kind.SGD).kind()).isEqualTo(Kind.SGD);
    assertThat(Settings.with(defaults, "seed", 7).seed()).isEqualTo(7);
    assertThatThrownBy(() -> Settings.with(defaults, "steps", 7.0))
        .hasMessage("steps 7.0; expected a whole number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learningRate | NaN | learningRate NaN; expected a number",
        "learningRate |     | learningRate is empty; expected a number",
        "kind         |     | kind is empty; expected one of [SGD, ADAM_W]",
        "mask         | 1e39 | mask 1e39; expected a number",
        "steps        | [3  | steps [3; expected a whole number",
        "crop.minscal | 3   | unknown key crop.minscal; did you mean minScale?",
        "steps.no     | 3   | steps {\"no\":\"3\"}; expected a whole number"
      })
  void badTextIsOneClearSentence(String key, String text, String message) {
    assertThatThrownBy(() -> Settings.with(defaults, key, text == null ? "" : text))
        .hasMessageStartingWith(message);
  }

  @Test
  void ownWitherChangesWhatItImpliesAndOtherKeysHaveTheLastWord() {
    assertThat(Settings.with(defaults, "steps", "50").warmupSteps()).isEqualTo(5);
    assertThat(Settings.read(defaults, Document.yaml("warmupSteps: 1\nsteps: 50")).warmupSteps())
        .isEqualTo(1);
    assertThat(Settings.with(defaults, "crop.strength", 0.75).crop().minScale()).isEqualTo(0.25);
    assertThat(Settings.toJson(defaults.crop()).has("strength")).isFalse();
  }

  @Test
  void ownWithersWaitForThoseThatMustPrecedeThem() {
    for (Training.Crop crop : List.of(new Training.Crop(2, 3), new Training.Crop(0.1, 0.5))) {
      String old = "crop: {least: %s, most: %s}".formatted(crop.minScale(), crop.maxScale());
      assertThat(Settings.read(defaults, Document.yaml(old)).crop()).isEqualTo(crop);
    }
    assertThatThrownBy(() -> Settings.read(defaults, Document.yaml("crop:\n  least: 2\n  most: 1")))
        .hasMessage("crop.maxScale 1.0; expected at least minScale 2.0");
  }

  @Test
  void aPresetsNameStandsForItsRecord() {
    assertThat(Settings.with(defaults, "crop", "as-it-is").crop())
        .isEqualTo(Training.Crop.asItIs());
    assertThat(Settings.read(defaults, Document.json("{\"crop\": \"whole\"}")).crop())
        .isEqualTo(Training.Crop.whole());
    assertThatThrownBy(() -> Settings.read(defaults, Document.yaml("steps: 9\ncrop: as-it")))
        .hasMessageContaining(
            "line 2: crop \"as-it\" is unknown; expected one of [as-it-is, whole]");
    assertThatThrownBy(() -> Settings.with(defaults, "crop", "wholes"))
        .hasMessage("crop \"wholes\" is unknown; did you mean whole?");
  }

  @Test
  void presetsAreDescribed() {
    Training whole = defaults.withCrop(Training.Crop.whole());
    assertThat(Settings.describe(whole))
        .contains(
            new SettingInfo(
                "crop",
                Training.Crop.class,
                "The crop, by its keys below or one of [as-it-is, whole].",
                Optional.of("whole"),
                Scale.LINEAR))
        .filteredOn(info -> info.key().equals("crop"))
        .first()
        .extracting(SettingInfo::choices)
        .isEqualTo(List.of("as-it-is", "whole"));
  }

  @Test
  void descriptionHasEveryKeyWithDefaultAndScale() {
    List<SettingInfo> infos = Settings.describe(Training.class);

    assertThat(infos)
        .extracting(SettingInfo::key)
        .containsSubsequence("steps", "kind", "crop.minScale", "crop.maxScale", "crop.strength");
    assertThat(infos)
        .contains(
            new SettingInfo(
                "learningRate",
                double.class,
                "Peak of the schedule.",
                Optional.of(3e-4),
                Scale.LOGARITHMIC),
            new SettingInfo(
                "crop.minScale", double.class, "Smallest crop.", Optional.of(0.6), Scale.LINEAR));
    assertThat(infos.get(6).choices()).containsExactly("SGD", "ADAM_W");
    assertThat(Settings.describe(defaults.withSeed(9)))
        .filteredOn(info -> info.key().equals("seed"))
        .extracting(SettingInfo::value)
        .containsExactly(Optional.of(9L));
    assertThat(Settings.describe(Undefined.class))
        .extracting(SettingInfo::value)
        .containsExactly(Optional.empty(), Optional.empty());
  }
}
