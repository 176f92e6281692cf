package org.mast4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mast4j.settings.SettingInfo;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --set KEY=VALUE}: every setting, also those that have no option of their own. */
final class SetOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any setting, by its key; may be given several times. The keys are below.")
  private List<String> given = new ArrayList<>();

  /**
   * Settings with what the command line says of them.
   *
   * @param change makes them of the values by key
   * @param options values of options by the keys that they set
   * @throws ParameterException if one isn't KEY=VALUE, a key is given twice or unknown, or a value
   *     doesn't suit it
   */
  <T> T apply(Function<Map<String, Object>, T> change, Map<String, Object> options) {
    try {
      return change.apply(with(options));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Map<String, Object> with(Map<String, Object> options) {
    Map<String, Object> values = new LinkedHashMap<>(options);
    for (String setting : given) {
      String[] parts = setting.split("=", 2);
      if (parts.length < 2 || parts[0].isEmpty()) {
        throw wrongUsage("--set \"" + setting + "\"; expected KEY=VALUE");
      }
      if (values.putIfAbsent(parts[0], parts[1]) != null) {
        throw wrongUsage("--set " + parts[0] + ": that key is given twice; leave one out");
      }
    }
    return values;
  }

  private ParameterException wrongUsage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  /**
   * Ends a command's help by tables of keys with their values and sentences, below their titles.
   */
  static void help(CommandSpec command, Map<String, List<SettingInfo>> keys) {
    command
        .usageMessage()
        .sectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_FOOTER,
            help ->
                keys.entrySet().stream()
                    .map(
                        titled ->
                            "%n%s%n%s"
                                .formatted(
                                    titled.getKey(),
                                    help.createTextTable(sentences(titled.getValue()))))
                    .collect(Collectors.joining()));
  }

  private static Map<String, String> sentences(List<SettingInfo> keys) {
    Map<String, String> sentences = new LinkedHashMap<>();
    keys.forEach(
        key ->
            sentences.put(
                key.key() + key.value().map(value -> " (" + value + ")").orElse(""),
                key.sentence()));
    return sentences;
  }
}
