package org.mast4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.cli.quickstart.InstrumentDataset.Clip;
import org.mast4j.cli.quickstart.InstrumentDataset.Sizes;
import org.mast4j.cli.report.Speedup;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.zoo.StoredModel;

class QuickstartTest {
  @TempDir Path directory;

  @Test
  void runsTheWholeChainAndSavesAModelThatOpens() throws IOException {
    List<String> jobs = new ArrayList<>();
    Quickstart.JobListener progress =
        new Quickstart.JobListener() {
          @Override
          public void begin(String job, int steps) {
            jobs.add(job);
          }

          @Override
          public void step(String detail) {
            assertThat(detail).isNotBlank();
          }
        };

    Quickstart.Result result = Quickstart.miniature(3, progress).run();

    List<String> compared = Engines.isActive() ? List.of("stock SameDiff, to compare") : List.of();
    assertThat(jobs)
        .startsWith("rendering", "pre-training")
        .endsWith("linear probes", "fine-tuning");
    assertThat(jobs.subList(2, jobs.size() - 2)).isEqualTo(compared);
    assertThat(result.chance()).isEqualTo(1 / 12.0);
    assertThat(result.testLabels()).hasSize(3 * 12);
    assertThat(result.history()).hasSize(3).allMatch(step -> Double.isFinite(step.get("loss")));
    assertThat(result.speedup().stream().map(Speedup::factor))
        .hasSize(compared.size())
        .allSatisfy(factor -> assertThat(factor).isPositive());
    assertThat(result.embeddings().shape()).containsExactly(36, 128);
    Quickstart.save(result, directory.resolve("model"));
    StoredModel model = StoredModel.read(directory.resolve("model"));
    assertThat(model.labels()).isEqualTo(InstrumentDataset.families());
    model.open();
    QuickstartPictures.report(result, 3, 1).writeHtml(directory.resolve("report.html"));
    assertThat(directory.resolve("report.html")).content().contains("<svg").contains("piano");
  }

  @Test
  void rendersTheSameAudioForTheSameSeed() {
    List<Clip> first = InstrumentDataset.render(new Sizes(2, 1, 1), 5);
    List<Clip> second = InstrumentDataset.render(new Sizes(2, 1, 1), 5);
    List<Clip> other = InstrumentDataset.render(new Sizes(2, 1, 1), 6);

    assertThat(first).hasSize(4 * 12);
    for (int i = 0; i < first.size(); i++) {
      assertThat(second.get(i).samples()).isEqualTo(first.get(i).samples());
    }
    assertThat(other.stream().map(clip -> Arrays.hashCode(clip.samples())))
        .doesNotContainAnyElementsOf(
            first.stream().map(clip -> Arrays.hashCode(clip.samples())).toList());
  }

  @Test
  void testsOnPitchesAndVelocitiesThatTrainingNeverHeard() {
    Set<Integer> trainPitches = new HashSet<>();
    Set<Integer> trainVelocities = new HashSet<>();
    List<Clip> clips = InstrumentDataset.render(new Sizes(12, 2, 4), 1);
    for (Clip clip : clips) {
      if (clip.split() != Split.TEST) {
        trainPitches.add(clip.pitch());
        trainVelocities.add(clip.velocity());
      }
    }

    assertThat(clips)
        .filteredOn(clip -> clip.split() == Split.TEST)
        .hasSize(4 * 12)
        .allMatch(clip -> !trainPitches.contains(clip.pitch()))
        .allMatch(clip -> !trainVelocities.contains(clip.velocity()));
  }
}
