package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;

class PretrainedCatalogueTest {
  private static final PretrainedCatalogue STANDARD = PretrainedCatalogue.standard();

  /** A whole entry, of which the tests of malformed files change one thing each. */
  private static final String GOOD =
      """
      {"entries": [{
        "name": "nano", "source": "https://weights.invalid", "licence": "MIT", "format": "timm",
        "model": {"architecture": "ast", "patches": {"mels": 64, "frames": 96, "patchMels": 16,
          "patchFrames": 16, "strideMels": 10, "strideFrames": 10,
          "paddingMels": 0, "paddingFrames": 0}},
        "frontEnd": {"kind": "librosa", "frames": 96, "mels": 64, "mean": 0.5, "std": 2.0,
          "subtractMean": false},
        "labels": {"file": "config.json", "count": 2},
        "metrics": [],
        "files": [{"name": "config.json", "address": "https://weights.invalid/config.json",
          "sha256": "unknown", "size": 12}]
      }]}
      """;

  @TempDir Path directory;

  static Stream<PretrainedEntry> entries() {
    return STANDARD.entries().stream();
  }

  @Test
  void listsThePublishedWeights() {
    assertThat(STANDARD.entries())
        .extracting(PretrainedEntry::name)
        .contains(
            "ast-finetuned-audioset-10-10-0.4593",
            "ast-finetuned-speech-commands-v2",
            "ssast-base-patch-400",
            "ssast-tiny-frame-400",
            "mvitv2_small.fb_in1k",
            "mvitv2_huge_cls.fb_inw21k",
            "deit_base_distilled_patch16_384.fb_in1k");
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyEntryIsComplete(PretrainedEntry entry) {
    assertThat(entry.source()).hasScheme("https");
    assertThat(entry.licence()).isIn("BSD-3-Clause", "Apache-2.0");
    Set<String> architectures = Set.of("ast", "mast");
    assertThat(entry.model().architecture()).isIn(architectures);
    assertThat(entry.metrics()).allSatisfy(m -> assertThat(m.source()).hasScheme("https"));
    assertThat(entry.frontEnd().isPresent()).isEqualTo(entry.model().patches().isPresent());
    entry.frontEnd().ifPresent(f -> assertThat(f.config().mels()).isEqualTo(128));
    assertThat(entry.files())
        .extracting(PretrainedFile::name)
        .anyMatch(name -> name.endsWith(".pth") || name.equals("model.safetensors"));
    assertThat(entry.files()).extracting(PretrainedFile::address).doesNotHaveDuplicates();
  }

  /** Holds for whatever architectures are on the class path of the test that runs it. */
  @ParameterizedTest
  @MethodSource("entries")
  void presetsExist(PretrainedEntry entry) {
    Set<String> known = Architectures.presets().keySet();
    boolean onClassPath =
        known.stream().anyMatch(p -> p.startsWith(entry.model().architecture() + "-"));
    entry
        .model()
        .preset()
        .filter(preset -> onClassPath)
        .ifPresent(
            preset -> {
              EncoderConfig config = Architectures.preset(preset);
              assertThat(config.architecture()).isEqualTo(entry.model().architecture());
            });
  }

  @Test
  void theFlagshipNeedsNoConfirmation() {
    PretrainedEntry ast = STANDARD.entry("ast-finetuned-audioset-10-10-0.4593");

    assertThat(ast.files()).allSatisfy(file -> assertThat(file.sha256()).isPresent());
    assertThat(ast.frontEnd().orElseThrow().config())
        .isEqualTo(FrontEndConfig.kaldi().withSubtractMean(false));
  }

  @Test
  void namesWhatExistsIfANameIsUnknown() {
    assertThatThrownBy(() -> STANDARD.entry("mast-from-the-moon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"mast-from-the-moon\" are unknown", "mvitv2_small.fb_in1k");
  }

  @Test
  void readsACatalogueOfOnesOwn() throws IOException {
    PretrainedEntry entry = PretrainedCatalogue.read(write(GOOD)).entry("nano");

    assertThat(entry.files().get(0).sha256()).isEmpty();
    assertThat(entry.files().get(0).size()).hasValue(12);
    assertThat(entry.metrics()).isEmpty();
    assertThat(entry.model().preset()).isEmpty();
    assertThat(entry.frontEnd().orElseThrow().config())
        .isEqualTo(FrontEndConfig.librosa().withFrames(96).withMels(64).withStatistics(0.5, 2.0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "nano"                      | "../nano"           | name "../nano"; expected lower-case
          "licence": "MIT"            | "licence": " "      | nano: licence " "; expected an SPDX
          "licence": "MIT",           |                     | .licence: Null value
          "licence"                   | "size": 12, "licence" | .size
          "timm"                      | "onnx"              | .format
          "https://weights.invalid/c  | "http://w.invalid/c | expected an https address
          "name": "config.json"       | "name": ".config"   | file name ".config"
          "sha256": "unknown",        |                     | sha256
          "unknown"                   | "12ab"              | sha256 "12ab"; expected 64 hexadecimal
          "size": 12                  | "size": -1          | size -1 of config.json
          "file": "config.json"       | "file": "labels"    | labels file labels; expected one of
          "count": 2                  | "count": 1          | labels count 1; expected two or more
          , "count": 2                |                     | .labels
          "frames": 96, "mels": 64, " | "frames": 90, "mels": 64, " | front end of 90 x 64
          "std": 2.0                  | "std": 0            | std 0.0; expected a positive
          "kind": "librosa"           | "kind": "htk"       | .frontEnd.kind
          {"entries"                  | {"entires"          | .entries
          """)
  void aMalformedCatalogueIsNamed(String good, String bad, String problem) throws IOException {
    assertThat(GOOD).contains(good);
    Path file = write(GOOD.replace(good, bad == null ? "" : bad));

    assertThatThrownBy(() -> PretrainedCatalogue.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(problem);
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    String entry = GOOD.substring(GOOD.indexOf('[') + 1, GOOD.lastIndexOf(']'));
    Path file = write("{\"entries\": [" + entry + "," + entry + "]}");

    assertThatThrownBy(() -> PretrainedCatalogue.read(file))
        .hasMessageContaining("two entries have the name nano");
  }

  private Path write(String json) throws IOException {
    return Files.writeString(directory.resolve("own.json"), json);
  }
}
