/**
 * A search on Arbiter's page of DL4J's UI.
 *
 * <p>May know {@code arbiter}, {@code arbiter.generate}, {@code org.deeplearning4j}.
 */
package org.mast4j.arbiter.ui;
