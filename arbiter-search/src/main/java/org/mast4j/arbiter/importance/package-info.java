/**
 * What a score depends on: {@link org.mast4j.arbiter.importance.Importance}, the functional
 * analysis of variance of a search's results.
 *
 * <p>May know the JDK alone.
 */
package org.mast4j.arbiter.importance;
