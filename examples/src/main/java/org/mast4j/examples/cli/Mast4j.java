package org.mast4j.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code mast4j COMMAND}; exit code 0, 1 for a failure, 2 for wrong usage. */
@Command(
    name = "mast4j",
    description = "Audio spectrogram transformers (MAST, AST) for Deeplearning4j.",
    version = "mast4j 0.1.0",
    subcommands = {
      QuickstartCommand.class,
      FeaturesCommand.class,
      StatsCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      PretrainCommand.class,
      FinetuneCommand.class,
      EvaluateCommand.class,
      SearchCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      EmbedCommand.class,
      ClassifyCommand.class
    })
public final class Mast4j implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "On failure print the stack trace too.")
  private boolean stacktrace;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
  }

  /** Runs a command in this JVM and gives its exit code. */
  public static int execute(String... arguments) {
    Mast4j root = new Mast4j();
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, commandLine, parsed) -> {
              commandLine.getErr().println("mast4j: " + sentence(failure));
              if (root.stacktrace) {
                failure.printStackTrace(commandLine.getErr());
              }
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.replaceAll("\\s*\\R\\s*", " ");
  }

  public static void main(String[] arguments) {
    Nd4jOutput.quiet();
    System.exit(execute(arguments));
  }
}
