package org.mast4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.notebook.instrument.InstrumentDataset;
import org.mast4j.ssl.evaluate.Bootstrap;
import org.mast4j.ssl.evaluate.LinearProbe;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.Methods;
import org.mast4j.ssl.pretrain.Pretrainer;
import org.mast4j.ssl.pretrain.PretrainingSettings;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;

/**
 * What {@code pretrain --method ssast --encoder ast-nano} is worth on the quickstart's clips:
 * minutes of work, hence only on demand, with {@code -Dssast.steps=2000}.
 */
@EnabledIfSystemProperty(named = "ssast.steps", matches = "\\d+")
class SsastProbeTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theProbeBeatsRandomWeightsBeyondItsInterval(long seed, TestReporter reporter) {
    Method ssast = Methods.byName("ssast");
    EncoderConfig encoder = ssast.suit(Architectures.preset("ast-nano"));
    Map<Split, InstrumentClips> raw =
        InstrumentClips.render(InstrumentDataset.Sizes.QUICKSTART, seed, encoder.frontEnd());
    PretrainingSettings settings =
        new PretrainingSettings(encoder, ssast.defaults())
            .with(Map.of("steps", Integer.getInteger("ssast.steps"), "seed", seed));
    Pretrainer.Result result =
        new Pretrainer(settings)
            .run(ClipSource.of(raw.get(Split.TRAIN).clips()), (step, metrics) -> {});

    Map<Split, InstrumentClips> parts = new EnumMap<>(Split.class);
    raw.forEach((split, part) -> parts.put(split, part.standardize(result.mean(), result.std())));
    int[] labels = parts.get(Split.TEST).labels();
    try (EncoderGraph random = EncoderGraph.encoder(encoder, seed);
        EncoderGraph trained = EncoderGraph.load(encoder, Optional.empty(), result.encoder())) {
      LinearProbe.Result before = probe(parts, random);
      LinearProbe.Result after = probe(parts, trained);
      Bootstrap.Interval gain =
          Bootstrap.accuracyGain(after.predictions(), before.predictions(), labels, seed);
      reporter.publishEntry(
          "seed %d: random weights %.3f, pre-trained %.3f, gain %.3f to %.3f"
              .formatted(seed, before.accuracy(), after.accuracy(), gain.low(), gain.high()));
      assertThat(gain.low()).isPositive();
    }
  }

  private static LinearProbe.Result probe(Map<Split, InstrumentClips> parts, EncoderGraph encoder) {
    return LinearProbe.run(
        split(parts.get(Split.TRAIN), encoder),
        split(parts.get(Split.VALIDATION), encoder),
        split(parts.get(Split.TEST), encoder),
        InstrumentDataset.families().size());
  }

  private static LinearProbe.Split split(InstrumentClips part, EncoderGraph encoder) {
    return new LinearProbe.Split(BatchedOutputs.pooled(encoder, part.clips()), part.labels());
  }
}
