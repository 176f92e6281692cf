/**
 * Optimiser steps at the speed of memory.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.onednn.memory}.
 */
package org.mast4j.samediff.onednn.optim;
