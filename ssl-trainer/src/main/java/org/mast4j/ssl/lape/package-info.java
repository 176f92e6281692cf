/**
 * LAPE: weights tried on tasks by fine-tuning and linear probes, beside what people would pick
 * instead, as units of work of which each is stored once it is done.
 *
 * <p>May know {@code com.fasterxml}.
 */
package org.mast4j.ssl.lape;
