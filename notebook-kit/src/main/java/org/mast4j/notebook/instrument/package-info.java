/**
 * Notes of instruments that the JDK renders itself: data without a download.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.dataset}, {@code java.desktop}.
 */
package org.mast4j.notebook.instrument;
