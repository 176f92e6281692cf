package org.mast4j.samediff.onednn;

import org.nd4j.linalg.env.EnvironmentalAction;

/**
 * Installs the engine where ND4J starts, which is before any graph has a session. ND4J looks for
 * services of this type and makes one of each; the variable that this one is for does what the
 * property of the same name does.
 */
public final class EngineStart implements EnvironmentalAction {
  public EngineStart() {
    OneDnn.install();
  }

  @Override
  public String targetVariable() {
    return OneDnn.SWITCH;
  }

  @Override
  public void process(String value) {
    System.setProperty(OneDnn.SWITCH, value);
  }
}
