/**
 * Clips to listen to in a page.
 *
 * <p>May know {@code datavec.audio}, {@code java.desktop}.
 */
package org.mast4j.notebook.sound;
