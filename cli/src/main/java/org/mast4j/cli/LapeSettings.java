package org.mast4j.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.mast4j.settings.Require;
import org.mast4j.settings.Setting;
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
}
