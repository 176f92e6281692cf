package org.mast4j.simsiam;

import java.util.List;
import org.mast4j.ssl.pretrain.Method;
import org.mast4j.ssl.pretrain.MethodConfig;
import org.mast4j.ssl.pretrain.Metric;

/** The entry of a method that no main code knows. */
public final class SimSiamMethod implements Method {
  @Override
  public String name() {
    return "simsiam";
  }

  @Override
  public Class<? extends MethodConfig> configType() {
    return SimSiamConfig.class;
  }

  @Override
  public boolean comparesViews() {
    return true;
  }

  @Override
  public List<Metric> metrics() {
    return List.of(
        new Metric("loss", "Loss", "-1 when every prediction is right.", List.of()),
        new Metric("spread", "Spread", "0 when all clips look the same.", List.of()));
  }
}
