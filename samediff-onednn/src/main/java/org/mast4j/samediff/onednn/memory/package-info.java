/**
 * Views of memory with irregular axes, and the arena on which values that never live at once
 * overlap.
 */
package org.mast4j.samediff.onednn.memory;
