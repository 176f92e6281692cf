package org.mast4j.simsiam;

import java.util.List;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.MixupMemory;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.settings.Require;
import org.mast4j.settings.Scale;
import org.mast4j.settings.Setting;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.PretrainingMethod;
import org.mast4j.zoo.EncoderConfig;

/** How SimSiam trains. */
public record SimSiamConfig(
    @Setting(value = "Optimiser steps.", byDefault = "100") int steps,
    @Setting(value = "Clips of a step.", byDefault = "4") int batchSize,
    @Setting(value = "Learning rate.", byDefault = "1e-3", scale = Scale.LOGARITHMIC)
        double learningRate,
    @Setting(value = "Width of projections and predictions.", byDefault = "8") int width,
    @Setting(value = "Of weights, batches and views.", byDefault = "1") long seed)
    implements MethodConfig {

  public SimSiamConfig {
    Require.positive("width", width);
  }

  @Override
  public String method() {
    return "simsiam";
  }

  @Override
  public Views views(MixupMemory past) {
    return new Views(List.of(new RandomResizedCrop(CropConfig.published())));
  }

  @Override
  public PretrainingMethod create(EncoderConfig encoder, int classes) {
    return new SimSiam(encoder, this);
  }
}
