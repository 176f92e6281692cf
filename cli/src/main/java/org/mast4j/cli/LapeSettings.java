package org.mast4j.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.finetune.FineTuneConfig;
import org.mast4j.ssl.lape.LapeMethod;

/** What {@code lape} does with every model on every task. */
record LapeSettings(
    @Setting(
            value = "Of random weights, heads and orders of clips; a mean over them is shown.",
            byDefault = "[1, 2, 3]")
        List<Long> seeds,
    @Setting(
            value = "fine-tuning, linear-probe, or both.",
            byDefault = "[fine-tuning, linear-probe]")
        List<LapeMethod> methods,
    @Setting(
            value = "Settings of finetune; its seed is each of the seeds.",
            byDefault = "{mode: WHOLE}")
        FineTuneConfig fineTuning) {

  /** The key that only the seeds set. */
  static final String SEED = "fineTuning.seed";

  LapeSettings {
    seeds = List.copyOf(seeds);
    Require.that(
        !seeds.isEmpty() && new HashSet<>(seeds).size() == seeds.size(),
        "seeds",
        seeds,
        "one or more, each once");
    methods = List.copyOf(methods);
    Require.that(
        !methods.isEmpty() && new HashSet<>(methods).size() == methods.size(),
        "methods",
        methods,
        "fine-tuning, linear-probe, or both");
    Objects.requireNonNull(fineTuning, "fineTuning");
  }

  /** Its keys; the seed of fine-tuning is none of them, since it is each of the seeds. */
  static List<SettingInfo> keys() {
    return Settings.describe(LapeSettings.class).stream()
        .filter(setting -> !setting.key().equals(SEED))
        .toList();
  }
}
