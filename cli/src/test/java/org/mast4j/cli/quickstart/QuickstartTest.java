package org.mast4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.cli.report.Speedup;
import org.mast4j.notebook.instrument.InstrumentDataset;
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
}
