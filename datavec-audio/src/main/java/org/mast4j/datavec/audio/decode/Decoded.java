package org.mast4j.datavec.audio.decode;

/**
 * What a decoder returns, not yet checked.
 *
 * @param samples the mean of the channels
 * @param sampleRate as the file declares it
 */
record Decoded(float[] samples, int sampleRate) {}
