/**
 * The page and the picture that a quickstart run leaves behind.
 *
 * <p>May know {@code datavec.audio.frontend}, {@code datavec.audio.internal.io}, {@code
 * datavec.audio.patch}, {@code java.desktop}, {@code notebook.picture}, {@code org.knowm}, {@code
 * ssl.evaluate}, {@code ssl.lape}.
 */
package org.mast4j.cli.report;
