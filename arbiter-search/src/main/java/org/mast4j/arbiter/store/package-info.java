/**
 * What a search remembers on disk, in one file of SQLite: {@link
 * org.mast4j.arbiter.store.SearchStore}. Nothing counts before it is there.
 *
 * <p>May know {@code arbiter.plan}, {@code datavec.audio.internal.io}, {@code java.sql}, {@code
 * org.sqlite}.
 */
package org.mast4j.arbiter.store;
