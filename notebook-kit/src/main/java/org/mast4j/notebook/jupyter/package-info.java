/**
 * What the Java kernel of a notebook shows of our types; found by the kernel, called by nobody.
 *
 * <p>May know {@code datavec.audio}, {@code datavec.audio.frontend}, {@code java.desktop}, {@code
 * notebook.picture}, {@code notebook.sound}, {@code org.dflib}, {@code org.knowm}.
 */
package org.mast4j.notebook.jupyter;
