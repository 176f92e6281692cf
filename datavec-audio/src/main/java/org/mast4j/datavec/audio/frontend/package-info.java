/**
 * Log-mel front ends, PCEN and MFCC, their constants, and those as JSON in a model directory.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio}, {@code datavec.audio.decode}, {@code
 * datavec.audio.internal.io}, {@code datavec.audio.resample}, {@code org.nd4j}, {@code settings}.
 */
package org.mast4j.datavec.audio.frontend;
