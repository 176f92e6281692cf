package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every option of every command, as the command line itself lists them. */
class OptionsTest {
  private static final Set<String> LISTS = Set.of("--trust", "--set", "--work", "--at", "--peer");

  /** Numbers that a person may mean, by option. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "--seed", Set.of("-1", "0"),
          "--label-level", Set.of("0"),
          "--queue", Set.of("0"),
          "--micro-batch", Set.of("0"),
          "--monitor-every", Set.of("0"),
          "--checkpoint-every", Set.of("0"),
          "--momentum", Set.of("0"),
          "--patch-drop", Set.of("0"),
          "--ui", Set.of("0"),
          "--port", Set.of("0"));

  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, long.class, double.class, Integer.class, Long.class, Double.class);

  /** A path of commands, and an option of the last. */
  static Stream<Arguments> options() {
    return commands(Mast4j.commandLine(), List.of())
        .flatMap(
            path ->
                at(path).getCommandSpec().options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .map(option -> Arguments.of(path, option.longestName())));
  }

  static Stream<Arguments> numbers() {
    return options().filter(arguments -> isNumber(option(arguments.get())));
  }

  private static Stream<List<String>> commands(CommandLine command, List<String> path) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            sub -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(sub.getKey());
              return Stream.concat(Stream.of(longer), commands(sub.getValue(), longer));
            });
  }

  @SuppressWarnings("unchecked")
  private static OptionSpec option(Object... pathAndName) {
    return at((List<String>) pathAndName[0]).getCommandSpec().findOption((String) pathAndName[1]);
  }

  private static CommandLine at(List<String> path) {
    CommandLine command = Mast4j.commandLine();
    for (String name : path) {
      command = command.getSubcommands().get(name);
    }
    return command;
  }

  private static boolean isNumber(ArgSpec option) {
    Class<?> type =
        option.type() == Optional.class ? option.auxiliaryTypes()[0] : option.typeInfo().getType();
    return NUMBERS.contains(type);
  }

  @ParameterizedTest
  @MethodSource("options")
  void givenTwiceIsWrongUsage(List<String> path, String name) {
    if (LISTS.contains(name)) {
      assertThat(option(path, name).isMultiValue()).isTrue();
      return;
    }
    List<String> arguments = complete(path, name);
    String value = value(option(path, name));
    arguments.addAll(value.isEmpty() ? List.of(name, name) : List.of(name, value, name, value));

    Answer answer = answer(arguments);

    assertThat(answer.code).as(answer.err).isEqualTo(2);
    assertThat(answer.err).contains("'" + name, "should be specified only once");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberOutOfBoundsIsWrongUsage(List<String> path, String name) {
    for (String number :
        List.of("-1", "0", "nan", "inf", "1e99", "99999999999999999999", "ten", "0x1p-2", ".2d")) {
      List<String> arguments = complete(path, name);
      arguments.add(name + "=" + number);
      if (ALLOWED.getOrDefault(name, Set.of()).contains(number)) {
        assertThat(Mast4j.commandLine().parseArgs(arguments.toArray(String[]::new)).errors())
            .isEmpty();
      } else {
        Answer answer = answer(arguments);
        assertThat(answer.code).as(arguments + ": " + answer.err).isEqualTo(2);
        assertThat(answer.err).contains(name, "\"" + number + "\"; expected");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--stepz=3", "--step", "-q"})
  void anUnknownOptionIsWrongUsageThatSuggests(String unknown) {
    List<String> arguments = complete(List.of("pretrain"), "");
    arguments.add(unknown);
    Answer answer = answer(arguments);
    assertThat(answer.code).isEqualTo(2);
    assertThat(answer.err).contains("Unknown option", unknown);
    assertThat(answer.err.lines()).hasSize(2);
  }

  @Test
  void everyCommandHasHelp() {
    commands(Mast4j.commandLine(), List.of())
        .forEach(
            path -> {
              List<String> arguments = new ArrayList<>(path);
              arguments.add("--help");
              assertThat(answer(arguments).code).as(arguments.toString()).isZero();
            });
  }

  @Test
  void theEmptyTextOfAnUnsetVariableIsNoPath() {
    Answer answer = answer(List.of("features", "a.wav", "--front-end", "kaldi", "--out", ""));
    assertThat(answer.code).isEqualTo(2);
    assertThat(answer.err).contains("'--out'", "\"\"; expected a path");
  }

  @Test
  void bytesThatAreNoTextAreToldOfTheArgument() {
    Answer answer = answer(List.of("features", "\uFFFD.wav", "--front-end", "kaldi"));
    assertThat(answer.code).isEqualTo(2);
    assertThat(answer.err).contains("\"\uFFFD.wav\" has bytes that aren't UTF-8");
  }

  /** The command with all that it requires, but for one option. */
  private static List<String> complete(List<String> path, String except) {
    List<String> arguments = new ArrayList<>(path);
    for (OptionSpec option : at(path).getCommandSpec().options()) {
      if (option.required() && !option.longestName().equals(except)) {
        arguments.add(option.longestName() + "=" + value(option));
      }
    }
    for (PositionalParamSpec parameter : at(path).getCommandSpec().positionalParameters()) {
      if (parameter.required()) {
        arguments.add("x");
      }
    }
    return arguments;
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    if (option.completionCandidates() != null) {
      Iterator<String> candidates = option.completionCandidates().iterator();
      if (candidates.hasNext()) {
        return candidates.next();
      }
    }
    return switch (option.longestName()) {
      case "--momentum", "--patch-drop", "--validation-share" -> "0.5";
      case "--batch" -> "2";
      case "--method" -> "ss-mast";
      default -> "1";
    };
  }

  /** An exit code with what stands on standard error. */
  private record Answer(int code, String err) {}

  private static Answer answer(List<String> arguments) {
    StringWriter err = new StringWriter();
    StringWriter out = new StringWriter();
    int code =
        Mast4j.execute(
            Mast4j.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(out)),
            arguments.toArray(String[]::new));
    return new Answer(code, err.toString());
  }
}
