/**
 * Who trains candidates: {@link org.mast4j.arbiter.work.Worker}s, on a thread or in a process of
 * their own, which do one {@link org.mast4j.arbiter.work.Assignment} at a time.
 *
 * <p>May know {@code arbiter.plan}, {@code com.fasterxml}.
 */
package org.mast4j.arbiter.work;
