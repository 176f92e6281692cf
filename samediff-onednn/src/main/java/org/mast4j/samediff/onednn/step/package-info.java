/**
 * What runs at a call: one class for each family of oneDNN kernels, and ND4J's own ops for the
 * rest.
 */
package org.mast4j.samediff.onednn.step;
