/**
 * Reading and writing files: an interruption loses nothing, a bad file is told with its line, and
 * what comes next is read ahead. Meant for the other modules of MAST4J alone.
 *
 * <p>May know {@code datavec.audio}, {@code settings}.
 */
package org.mast4j.datavec.audio.internal.io;
