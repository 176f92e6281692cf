/**
 * Views of memory with irregular axes, and the arena on which values that never live at once
 * overlap.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code samediff.memory}.
 */
package org.mast4j.samediff.onednn.internal.memory;
