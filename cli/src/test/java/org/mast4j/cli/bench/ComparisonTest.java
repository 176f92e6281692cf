package org.mast4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.mast4j.cli.bench.FakeWorker.Manner;

/** Comparisons among processes that are none of the real ones. */
class ComparisonTest {
  private final Map<Peer, Manner> peers = new EnumMap<>(Peer.class);
  private final Map<Precision, Manner> ours = new EnumMap<>(Precision.class);
  private final List<String> asked = new ArrayList<>();

  private final Comparison comparison =
      new Comparison(
          new Comparison.Commands() {
            @Override
            public List<String> roofline() {
              return FakeWorker.command(Manner.FAST);
            }

            @Override
            public List<String> ours(Work work, Precision precision) {
              asked.add("ours " + Keys.of(precision));
              return FakeWorker.command(ours.getOrDefault(precision, Manner.FAST));
            }

            @Override
            public List<String> peer(Peer peer, String work) {
              asked.add(Keys.of(peer) + " " + work);
              return FakeWorker.command(peers.getOrDefault(peer, Manner.FAST));
            }
          },
          1);

  private Standings run(Work work, Precision precision) throws IOException {
    return comparison.run(work, precision, List.of(Peer.values()), (share, what) -> {});
  }

  @Test
  void theBestIsTheFastestOfThePrecision() throws IOException {
    peers.put(Peer.TORCH, Manner.SLOW);
    peers.put(Peer.TORCH_COMPILE, Manner.SLOW);
    peers.put(Peer.OPENVINO, Manner.SLOW);
    Standings standings = run(Work.MAST_SMALL_FORWARD_1, Precision.F32);
    assertThat(standings.others())
        .extracting(Measured::name)
        .containsExactly("PyTorch", "torch.compile", "ONNX Runtime", "OpenVINO");
    assertThat(standings.missing()).isEmpty();
    Measured best = standings.best().orElseThrow();
    assertThat(best.name()).isEqualTo("ONNX Runtime");
    assertThat(standings.others().get(0).millis()).isGreaterThanOrEqualTo(30);
    assertThat(standings.ours().millis()).isBetween(1.0, 30.0);
  }

  @Test
  void onlyPyTorchTrains() throws IOException {
    run(Work.MAST_SMALL_TRAIN_16, Precision.BF16);
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "ours bf16",
            "torch-autocast mast-small-train-16",
            "torch-medium mast-small-train-16",
            "torch-compile-autocast mast-small-train-16");
  }

  @Test
  void whoIsMissingIsNamedWithItsLastWord() throws IOException {
    peers.put(Peer.OPENVINO, Manner.MISSING);
    peers.put(Peer.ONNXRUNTIME, Manner.DIES);
    Standings standings = run(Work.MAST_SMALL_FORWARD_1, Precision.F32);
    assertThat(standings.missing())
        .containsExactlyInAnyOrder(
            new Standings.Missing("OpenVINO", "this python has no openvino; install it", false),
            new Standings.Missing("ONNX Runtime", "out of memory", false));
    assertThat(standings.others())
        .extracting(Measured::name)
        .containsExactly("PyTorch", "torch.compile");
  }

  @Test
  void whoComputesAnotherModelDoesNotCount() throws IOException {
    peers.put(Peer.ONNXRUNTIME_INT8, Manner.OTHER_LOGITS);
    Standings standings = run(Work.MAST_SMALL_FORWARD_1, Precision.INT8);
    assertThat(standings.others()).extracting(Measured::name).containsExactly("OpenVINO int8");
    assertThat(standings.missing()).hasSize(1);
    Standings.Missing wrong = standings.missing().get(0);
    assertThat(wrong.wrong()).isTrue();
    assertThat(wrong.reason()).contains("another model", "1.25 of the largest");
  }

  @Test
  void ofTwoMeasurementsTimesAreTheirMeansAndMemoryTheHigherOne() {
    Standings both =
        standings(10, Map.of("PyTorch", 30.0, "OpenVINO", 8.0), List.of())
            .and(
                standings(
                    20,
                    Map.of("PyTorch", 50.0),
                    List.of(new Standings.Missing("OpenVINO", "out of memory", false))));
    assertThat(both.ours().millis()).isEqualTo(15);
    assertThat(both.ours().megabytes()).isEqualTo(200);
    assertThat(both.others()).extracting(Measured::name).containsExactly("PyTorch");
    assertThat(both.ratio()).hasValue(15.0 / 40);
    assertThat(both.missing()).extracting(Standings.Missing::name).containsExactly("OpenVINO");
  }

  private static Standings standings(
      double ours, Map<String, Double> others, List<Standings.Missing> missing) {
    return new Standings(
        measured("mast4j", ours),
        others.entrySet().stream().map(e -> measured(e.getKey(), e.getValue())).toList(),
        missing);
  }

  private static Measured measured(String name, double millis) {
    return new Measured(name, millis, 10 * millis, OptionalDouble.empty());
  }

  @Test
  void whoIsMissingIsStartedOnce() throws IOException {
    peers.put(Peer.OPENVINO, Manner.MISSING);
    List<String> started = new ArrayList<>();
    comparison.run(
        Work.MAST_SMALL_FORWARD_1,
        Precision.F32,
        List.of(Peer.TORCH, Peer.OPENVINO),
        (share, what) -> started.add(what));
    started.removeIf("in turns"::equals);
    assertThat(started).containsExactly("mast4j", "PyTorch", "OpenVINO", "PyTorch", "mast4j");
  }

  /** The references in float32 are found once. */
  @Test
  void eachSideIsComparedWithItsOwnFloat32() throws IOException {
    Standings standings = run(Work.AST_BASE_FORWARD_8X146, Precision.BF16);
    assertThat(standings.ours().difference()).isEqualTo(OptionalDouble.of(0));
    assertThat(asked).contains("ours f32", "torch ast-base-forward-8x146");
    asked.clear();
    run(Work.AST_BASE_FORWARD_8X146, Precision.INT8);
    assertThat(asked).doesNotContain("ours f32", "torch ast-base-forward-8x146");
    ours.put(Precision.BF16, Manner.OTHER_LOGITS);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> run(Work.AST_BASE_FORWARD_8X146, Precision.BF16))
        .withMessageContaining("mast4j: computes another model");
  }

  @Test
  void ourOwnFailureEndsIt() {
    ours.put(Precision.F32, Manner.MISSING);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> run(Work.MAST_SMALL_FORWARD_1, Precision.F32))
        .withMessageContaining("mast4j: this python has no openvino");
  }

  @Test
  void whoIsNotReadyInTimeIsEnded() throws IOException {
    assertThatExceptionOfType(ContestantException.class)
        .isThrownBy(
            () ->
                Contestant.other("torch.compile", FakeWorker.command(Manner.SILENT))
                    .ready(Duration.ofSeconds(1)))
        .withMessage("torch.compile: isn't ready after 1 s");
  }

  @Test
  void logitsDifferRelativeToTheLargest() {
    Logits reference = Logits.parse("1.0 -4.0 2.0");
    assertThat(Logits.parse("1 -3.8 2.1").differenceFrom(reference)).isCloseTo(0.05, within(1e-6));
    assertThat(Logits.parse("1 NaN 2").differenceFrom(reference)).isNaN();
    assertThat(Logits.parse(reference.line())).isEqualTo(reference);
  }
}
