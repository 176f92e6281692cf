package org.mast4j.ssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongRunTest {
  private static final Pattern ANSWER = Pattern.compile("resident (\\d+) (\\d+)");

  /** From a tenth of the run on; the Java heap is whole from the start, so that it can't grow. */
  @ParameterizedTest
  @CsvSource({"calls, 10000", "steps, 2000"})
  void residentMemoryStaysFlatWithinTwoPerCent(String work, int count) throws Exception {
    assumeTrue(Files.exists(LongRun.STATUS), "resident memory is read from Linux's /proc");
    Matcher answer = ANSWER.matcher(run(work, String.valueOf(count)));
    assertThat(answer.find()).isTrue();
    double growth = Double.parseDouble(answer.group(2)) / Double.parseDouble(answer.group(1)) - 1;
    assertThat(growth).as(answer.group()).isLessThan(0.02);
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms384m",
                "-Xmx384m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // the second compiler's memory comes and goes
                "-cp",
                System.getProperty("java.class.path"),
                LongRun.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
