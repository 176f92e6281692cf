/**
 * Many clips at once: {@link org.mast4j.datavec.audio.dataset.AudioDataset} finds them in a folder
 * or a CSV file, {@link org.mast4j.datavec.audio.dataset.ClipLoader} turns them into spectrograms
 * on all cores, and keeps as many in memory as it may.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.augment}, {@code datavec.audio.decode},
 * {@code datavec.audio.frontend}, {@code datavec.audio.internal.io}, {@code org.slf4j}, {@code
 * settings}.
 */
package org.mast4j.datavec.audio.dataset;
