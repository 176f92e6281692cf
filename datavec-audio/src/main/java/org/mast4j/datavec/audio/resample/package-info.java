/**
 * Band-limited resampling.
 *
 * <p>May know {@code settings}.
 */
package org.mast4j.datavec.audio.resample;
