/**
 * Patches of a spectrogram, as the models embed them.
 *
 * <p>May know {@code classpath}, {@code datavec.audio.frontend}, {@code org.bytedeco}, {@code
 * org.nd4j}, {@code settings}.
 */
package org.mast4j.datavec.audio.patch;
