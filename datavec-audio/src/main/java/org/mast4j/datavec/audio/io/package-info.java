/**
 * Writing files so that an interruption loses nothing; used by every module.
 *
 * <p>May know {@code datavec.audio}.
 */
package org.mast4j.datavec.audio.io;
