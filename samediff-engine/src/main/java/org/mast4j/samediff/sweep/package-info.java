/**
 * Optimiser steps at the speed of memory: many arrays, one pass, all cores.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.memory}.
 */
package org.mast4j.samediff.sweep;
