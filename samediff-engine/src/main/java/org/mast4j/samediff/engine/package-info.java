/**
 * Engines behind SameDiff: what runs the graphs of an application in place of ND4J's own session.
 * An engine is a service ({@link org.mast4j.samediff.engine.Engine}); {@link
 * org.mast4j.samediff.engine.Engines} chooses one, says how it is doing, and is all that an
 * application or a trainer needs to know of it.
 *
 * <p>May know {@code org.bytedeco}, {@code org.nd4j}, {@code org.slf4j}.
 */
package org.mast4j.samediff.engine;
