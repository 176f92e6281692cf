/**
 * Where ND4J's arrays lie in main memory.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}.
 */
package org.mast4j.samediff.memory;
