/**
 * DL4J's training UI on trainings of ours.
 *
 * <p>May know {@code io.vertx}, {@code org.deeplearning4j}.
 */
package org.mast4j.ssl.dl4j.ui;
