package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.testkit.Run;

/** A data set's statistics from the command line. */
class StatsCommandTest {
  @TempDir Path directory;

  @Test
  void printsWhatItWritesIntoTheFrontEnd() throws IOException {
    Path data = directory.resolve("data");
    Path out = directory.resolve("front-end.json");
    Tones.writeTwoClasses(data, 2);
    Run stats = run("stats", "--data", data, "--front-end", "kaldi", "--frames", 98, "--out", out);
    assertThat(stats.code()).as(stats.err()).isZero();
    FrontEndConfig written = FrontEndJson.read(out);
    assertThat(written.frames()).isEqualTo(98);
    assertThat(stats.out())
        .contains(String.format(Locale.ROOT, "mean %.7f, std ", written.mean()))
        .contains(" of 4 clips");
  }
}
