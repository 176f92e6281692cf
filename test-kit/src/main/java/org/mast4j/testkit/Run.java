package org.mast4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * What became of a program.
 *
 * @param code its exit code
 * @param out what it printed on its standard output
 * @param err what it printed on its standard error
 */
public record Run(int code, String out, String err) {

  /** Fails the test unless the exit code is 0. */
  public Run succeeded() {
    assertThat(code).as("exit code; it printed:%n%s%s", out, err).isZero();
    return this;
  }

  /** All lines, those of the standard output first. */
  public List<String> lines() {
    return (out + err).lines().toList();
  }

  /** What it said by {@link ChildJvm#say}, without the log and what else it printed. */
  public List<String> said() {
    return out.lines()
        .filter(line -> line.startsWith(ChildJvm.MARK))
        .map(line -> line.substring(ChildJvm.MARK.length()))
        .toList();
  }
}
