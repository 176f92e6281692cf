/**
 * Spectrograms, their patches, attention, tables and charts as pictures, each by one call.
 *
 * <p>May know {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code java.desktop},
 * {@code java.xml}, {@code org.knowm}, {@code org.nd4j}.
 */
package org.mast4j.notebook.picture;
