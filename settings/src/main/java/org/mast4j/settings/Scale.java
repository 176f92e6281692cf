package org.mast4j.settings;

/** How a search walks along the values of a number. */
public enum Scale {
  LINEAR,
  /** In equal factors, as learning rates are. */
  LOGARITHMIC
}
