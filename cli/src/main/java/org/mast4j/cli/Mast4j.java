package org.mast4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mast4j.classpath.ClassPath;
import org.mast4j.classpath.UnsuitableClassPathException;
import org.mast4j.samediff.engine.Engines;
import org.mast4j.samediff.engine.Precision;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line: {@code mast4j COMMAND}; exit code 0, 1 for a failure, 2 for wrong usage. */
@Command(
    name = "mast4j",
    description = "Audio spectrogram transformers (MAST, AST) for Deeplearning4j.",
    version = "mast4j 0.1.0",
    footer = "%nPrograms to start from: `./mast4j example`, docs/programs.md")
public final class Mast4j implements Runnable {
  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          QuickstartCommand.class,
          FeaturesCommand.class,
          StatsCommand.class,
          ImportCommand.class,
          ExportCommand.class,
          PretrainCommand.class,
          RunsCommand.class,
          FinetuneCommand.class,
          EvaluateCommand.class,
          LapeCommand.class,
          SearchCommand.class,
          SearchWorkerCommand.class,
          BenchCommand.class,
          DoctorCommand.class,
          EmbedCommand.class,
          ClassifyCommand.class,
          StudioCommand.class);

  /** They run wherever ND4J doesn't: doctor says why. */
  private static final Set<Class<?>> WITHOUT_ND4J =
      Set.of(Mast4j.class, DoctorCommand.class, RunsCommand.class);

  /** They need ND4J, and use nothing of it before they have read a model. */
  private static final Set<Class<?>> READING_A_MODEL_FIRST =
      Set.of(ClassifyCommand.class, EmbedCommand.class);

  /** What Java puts in the place of bytes that it can't decode. */
  private static final char REPLACEMENT = '\uFFFD';

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

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      scope = ScopeType.INHERIT,
      converter = PrecisionConverter.class,
      description =
          "Numbers in which graphs multiply: f32 (default), bf16 or int8, where the processor has"
              + " them (./mast4j doctor).")
  private Optional<Precision> precision = Optional.empty();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "no command; name one");
  }

  /** Runs a command in this JVM and gives its exit code. */
  public static int execute(String... arguments) {
    return execute(commandLine(arguments), arguments);
  }

  /**
   * The command line for these arguments: with the one command that they name, or, where they name
   * none, with all. To make the options of all commands takes longer than many a command.
   */
  static CommandLine commandLine(String... arguments) {
    Mast4j root = new Mast4j();
    CommandLine commandLine = new CommandLine(root);
    Optional<Class<?>> named = named(arguments);
    named.map(List::<Class<?>>of).orElse(COMMANDS).forEach(commandLine::addSubcommand);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, new PathConverter())
        .setOut(utf8(System.out))
        .setErr(utf8(System.err))
        .setExecutionStrategy(Mast4j::run)
        .setParameterExceptionHandler((misuse, all) -> explain(misuse))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> root.report(failure, command.getErr()));
  }

  /** The command that is named first of all; options before it have no values. */
  private static Optional<Class<?>> named(String... arguments) {
    Optional<String> first =
        Arrays.stream(arguments).filter(argument -> !argument.startsWith("-")).findFirst();
    return COMMANDS.stream()
        .filter(type -> first.filter(type.getAnnotation(Command.class).name()::equals).isPresent())
        .findFirst();
  }

  static int execute(CommandLine commandLine, String... arguments) {
    PrintWriter err = commandLine.getErr();
    for (String argument : arguments) {
      if (argument.indexOf(REPLACEMENT) >= 0) {
        err.println("mast4j: \"" + argument + "\" " + undecoded());
        return CommandLine.ExitCode.USAGE;
      }
    }
    try {
      return commandLine.execute(arguments);
    } catch (Error e) { // picocli hands on exceptions alone
      Mast4j root = commandLine.getCommand();
      return root.report(e, err);
    }
  }

  /**
   * Whatever the locale: what is piped into a file or another program is UTF-8, as JSON must be.
   */
  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static String undecoded() {
    String encoding = System.getProperty("sun.jnu.encoding");
    return encoding.equals("UTF-8")
        ? "has bytes that aren't UTF-8; rename the file"
        : "has characters that the locale's " + encoding + " lacks; set LC_ALL=C.UTF-8";
  }

  /**
   * Runs a command, after it is known that ND4J's backend has a device: without, a CUDA backend
   * fails midway, or ND4J takes the CPU's.
   */
  private static int run(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine command = commands.get(commands.size() - 1);
    Class<?> type = command.getCommandSpec().userObject().getClass();
    if (!WITHOUT_ND4J.contains(type)) {
      try {
        ClassPath.requireDevices();
      } catch (UnsuitableClassPathException e) {
        throw new ExecutionException(command, e.getMessage(), e);
      }
    }
    Mast4j root = commands.get(0).getCommand();
    root.precision.ifPresent(Engines::precision);
    if (READING_A_MODEL_FIRST.contains(type)) {
      ClassPath.startNd4jAhead();
    }
    return new RunLast().execute(parsed);
  }

  /** The sentence and where to read on: the whole help would push the sentence off the screen. */
  private static int explain(CommandLine.ParameterException misuse) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("mast4j: " + Failures.sentence(misuse));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
      err.println("see `" + command.getCommandSpec().qualifiedName() + " --help`");
    }
    return CommandLine.ExitCode.USAGE;
  }

  private int report(Throwable failure, PrintWriter err) {
    err.println("mast4j: " + Failures.sentence(failure));
    if (stacktrace) {
      failure.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT); // numbers as programs read them, in every message
    Home.ensure(System.err);
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    // A failed worker thread would leave the main one waiting for it.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          System.err.println("mast4j: " + Failures.sentence(failure));
          System.exit(CommandLine.ExitCode.SOFTWARE);
        });
    System.exit(execute(arguments));
  }
}
