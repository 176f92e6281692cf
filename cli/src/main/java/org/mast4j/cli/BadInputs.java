package org.mast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What happens to inputs of which one can't be used: each bad one is named on standard error, and
 * the exit code is 1. Rows of a file go by position, so that one without theirs is written on
 * demand alone, and then standard output says which rows it has.
 */
final class BadInputs {
  @Option(
      names = "--skip-bad",
      description = {
        "Write the rows of the good inputs where others can't be used, and list them; the exit code",
        "is 1 all the same."
      })
  private boolean skip;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private int bad;

  /** The reading of one input. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /** What the reading gives; nothing if it fails, which is then told. */
  <T> Optional<T> read(Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (IOException e) {
      bad++;
      spec.commandLine().getErr().println("mast4j: " + Failures.sentence(e));
      return Optional.empty();
    }
  }

  /** Whether a file with a row for each of the good inputs may be written; if not, says why. */
  boolean mayWrite(OutputFile file, List<String> good) {
    boolean may = bad == 0 || skip;
    if (!may && !good.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("mast4j: " + file.path() + " isn't written; --skip-bad leaves bad inputs out");
    }
    return may && !good.isEmpty();
  }

  /** Lists the rows of a file, where they aren't those of all inputs. */
  void listRows(OutputFile file, List<String> good) {
    if (bad > 0) {
      PrintWriter console = spec.commandLine().getOut();
      console.println(file.path() + ": rows of");
      for (int row = 0; row < good.size(); row++) {
        console.println(row + "  " + good.get(row));
      }
      console.flush();
    }
  }

  int exitCode() {
    return bad == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
