package org.mast4j.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
  private static final OptionalLong ALL = OptionalLong.of(346_400_000);

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();
  private final ProgressLog log = new ProgressLog(lines::add, clock::get);

  @Test
  void saysStartAndEndAndWhereItIsEveryFewSeconds() {
    PretrainedFile file = Fixture.unknown("model.safetensors");
    for (long done = 0; done <= ALL.getAsLong(); done += 3_464_000) {
      log.at(file, done, ALL);
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100)); // 10 s in all
    }
    assertThat(lines)
        .containsExactly(
            "Downloading model.safetensors: 0.0 of 346.4 MB (0 %)",
            "Downloading model.safetensors: 173.2 of 346.4 MB (50 %)",
            "Downloading model.safetensors: 346.4 of 346.4 MB (100 %)");
  }

  @Test
  void eachFileIsNamed() {
    log.at(Fixture.unknown("config.json"), 100, OptionalLong.empty());
    log.at(Fixture.unknown("model.pth"), 2_000_000, OptionalLong.empty());
    assertThat(lines)
        .containsExactly("Downloading config.json: 0.0 MB", "Downloading model.pth: 2.0 MB");
  }
}
