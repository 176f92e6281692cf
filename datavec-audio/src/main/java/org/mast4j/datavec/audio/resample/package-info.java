/**
 * Band-limited resampling.
 *
 * <p>May know the JDK alone.
 */
package org.mast4j.datavec.audio.resample;
