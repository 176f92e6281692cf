/** Patches of a spectrogram, as the models embed them. */
package org.mast4j.datavec.audio.patch;
