/** Keeps what SameDiff prints while it differentiates a graph out of the standard output. */
package org.mast4j.samediff.quiet;
