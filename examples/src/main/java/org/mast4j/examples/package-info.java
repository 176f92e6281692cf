/**
 * Programs to copy from, each as an application would have it.
 *
 * <p>May know {@code zoo.inference}.
 */
package org.mast4j.examples;
