/** Band-limited resampling. */
package org.mast4j.datavec.audio.resample;
