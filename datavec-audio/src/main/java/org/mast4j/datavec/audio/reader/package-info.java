/**
 * Audio as DataVec records.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.augment}, {@code datavec.audio.cache},
 * {@code datavec.audio.dataset}, {@code datavec.audio.decode}, {@code datavec.audio.frontend},
 * {@code datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code org.datavec}, {@code
 * org.nd4j}, {@code org.slf4j}, {@code settings}.
 */
package org.mast4j.datavec.audio.reader;
