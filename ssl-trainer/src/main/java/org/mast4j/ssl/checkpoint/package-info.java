/**
 * Runs that can be resumed: a directory that holds the last few states of one, each whole, checked
 * and on the disk before an older one goes.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.internal.io}, {@code settings}, {@code
 * zoo.weights}.
 */
package org.mast4j.ssl.checkpoint;
