/**
 * Features on disk, so that a second run over the same files doesn't decode and transform them
 * again.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio}, {@code datavec.audio.decode}, {@code
 * datavec.audio.frontend}, {@code datavec.audio.internal.io}, {@code org.slf4j}, {@code settings}.
 */
package org.mast4j.datavec.audio.cache;
