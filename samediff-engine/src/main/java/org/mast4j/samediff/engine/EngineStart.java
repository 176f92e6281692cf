package org.mast4j.samediff.engine;

import org.nd4j.linalg.env.EnvironmentalAction;

/**
 * Calls {@link Engines#bind()} where ND4J starts, which is before any graph has a session. ND4J
 * looks for services of this type and makes one of each; the variable that this one is for does
 * what the property of the same name does.
 */
public final class EngineStart implements EnvironmentalAction {
  public EngineStart() {
    Engines.bind();
  }

  @Override
  public String targetVariable() {
    return Engines.SWITCH;
  }

  @Override
  public void process(String value) {
    System.setProperty(Engines.SWITCH, value);
  }
}
