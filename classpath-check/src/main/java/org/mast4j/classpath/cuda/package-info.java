/**
 * Whether ND4J's CUDA backend can run on this machine, asked before it is loaded: it fails late and
 * obscurely where it has no code for a GPU, and where it can't be loaded ND4J takes the CPU's.
 *
 * <p>May know {@code org.nd4j}.
 */
package org.mast4j.classpath.cuda;
