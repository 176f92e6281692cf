package org.mast4j.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.mast4j.cli.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mast4j doctor}: what is here, whether it works, and what to do about what doesn't. */
@Command(
    name = "doctor",
    description = {
      "Shows versions, the processor, threads, memory, CUDA devices and whether audio decodes, and",
      "runs a small AST and a small MAST by the engine and in the stock session. The exit code",
      "is 1 if something essential is broken."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    String version = spec.root().version()[0].replace("mast4j ", "");
    boolean healthy = Doctor.examine(version, spec.commandLine().getOut());
    return healthy ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
