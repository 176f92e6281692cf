package org.mast4j.notebook.picture;

import java.awt.Color;

/** A colour for each family that can be told from the others on white and on near-black. */
public final class Palette {

  private static final int[] COLORS = {
    0x4e79a7, 0xf28e2b, 0xe15759, 0x2aa79b, 0x59a14f, 0xd9b01c,
    0xb07aa1, 0xff8fa3, 0x9c755f, 0x8a8f98, 0x2f9be0, 0x7a52cc
  };

  /** Colours until they come again. */
  public static final int SIZE = COLORS.length;

  private Palette() {}

  /** As Java draws it. */
  public static Color of(int family) {
    return new Color(COLORS[family % COLORS.length]);
  }

  /** As a page writes it. */
  public static String css(int family) {
    return "#%06x".formatted(COLORS[family % COLORS.length]);
  }
}
