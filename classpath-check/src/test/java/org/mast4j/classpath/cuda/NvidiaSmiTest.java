package org.mast4j.classpath.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.mast4j.classpath.cuda.NvidiaSmi.Answer;
import org.mast4j.classpath.cuda.NvidiaSmi.End;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs a POSIX shell")
class NvidiaSmiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static List<String> shell(String script) {
    return List.of("sh", "-c", script);
  }

  @Test
  void anAnswerIsItsLines() throws Exception {
    assertThat(NvidiaSmi.ask(shell("echo one; echo; echo ' two '"), PATIENCE))
        .isEqualTo(new Answer(End.ANSWERED, List.of("one", "two")));
  }

  @Test
  void aFailureKeepsWhatItSaid() throws Exception {
    assertThat(NvidiaSmi.ask(shell("echo broken; exit 9"), PATIENCE))
        .isEqualTo(new Answer(End.FAILED, List.of("broken")));
  }

  @Test
  void oneThatHangsIsGivenUp() {
    Answer answer =
        assertTimeoutPreemptively(
            PATIENCE, () -> NvidiaSmi.ask(shell("exec sleep 60"), Duration.ofSeconds(1)));
    assertThat(answer.end()).isEqualTo(End.HUNG);
  }

  @Test
  void oneThatIsNotThereIsMissing() throws Exception {
    assertThat(NvidiaSmi.ask(List.of("no-such-tool"), PATIENCE).end()).isEqualTo(End.MISSING);
  }
}
