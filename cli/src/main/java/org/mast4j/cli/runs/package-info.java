/**
 * Runs of pre-training as folders: what one leaves behind while it goes, and how several compare.
 *
 * <p>May know {@code cli.report}, {@code com.fasterxml}, {@code datavec.audio.internal.io}, {@code
 * settings}, {@code ssl.pretrain}, {@code zoo}.
 */
package org.mast4j.cli.runs;
