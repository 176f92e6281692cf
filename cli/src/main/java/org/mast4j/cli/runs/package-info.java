/**
 * Runs of pre-training as folders: what one leaves behind while it goes, and how several compare.
 *
 * <p>May know nothing.
 */
package org.mast4j.cli.runs;
